"""Fleets with software updates on bad links: none that goes well is taken for a fault."""

from dataclasses import replace

import pytest

from gateway.demo.score.fleet_parts import judge_part
from gateway.demo.score.score import score
from tests.integration.test_score_of_a_fleet import FLEET

HEALTHY = replace(
    FLEET, vehicles=6, seed=5150, days=0.06, faulty_share=0.0, updates_a_month=4000.0
)


@pytest.mark.slow
def test_no_update_that_goes_well_makes_a_case() -> None:
    """Nearly every car gets one, its components fall silent, and nobody is called."""
    truth, conclusions = judge_part(HEALTHY, 0)
    silent = {vin for vin, _, code in conclusions.seen if str(code).startswith("U")}
    assert len(silent) >= 3
    assert score(truth, conclusions).false_cases.total() == 0
    assert conclusions.cases == ()
