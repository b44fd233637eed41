"""Transmission: when the rules fire, stay quiet, stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.transmission import causes as by
from diagnostics_rules.transmission.rules import MALFUNCTION, OIL_HOT, REPORTED
from gateway.domain.component import TRANSMISSION_CONTROL
from gateway.domain.signal import TRANSMISSION_OIL_TEMPERATURE
from gateway.domain.trouble_code import Status
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    by_own_code,
    fires,
    likeliest,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.units import degrees_celsius, minutes

CASES = (
    *by_own_code(*REPORTED),
    fires(OIL_HOT, says(TRANSMISSION_OIL_TEMPERATURE, degrees_celsius(145), minutes(2))),
    stays_quiet(OIL_HOT, says(TRANSMISSION_OIL_TEMPERATURE, degrees_celsius(124), minutes(2))),
    undecided(OIL_HOT, says(TRANSMISSION_OIL_TEMPERATURE, degrees_celsius(215), minutes(2))),
    undecided(OIL_HOT, says(TRANSMISSION_OIL_TEMPERATURE, degrees_celsius(145), minutes(1))),
)
RANKED = (
    (by.TURBINE_SENSOR, {"P0715-13": FAILED}),
    (by.COOLER_BLOCKED, {"P0218-98": FAILED}),
    (by.SLIPS_AND_HEATS, {"P0730-00": FAILED}),
    (by.OUTPUT_SENSOR, {"P0720-13": FAILED}),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_transmission(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "others"), RANKED, ids=str)
def test_the_general_code_points_to_the_others(cause: Cause, others: dict[str, Status]) -> None:
    """It says nothing by itself: what else the transmission reports tells its cause."""
    story = reports(TRANSMISSION_CONTROL, {"P0700-00": FAILED, **others})
    assert cause.id == likeliest(MALFUNCTION, story)
