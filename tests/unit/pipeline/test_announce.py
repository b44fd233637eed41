"""What a batch has changed is told of the vehicles that somebody watches."""

from collections.abc import Container
from datetime import timedelta

import pytest

from gateway.domain.component import BRAKES
from gateway.domain.report import FaultReport, Placed, Telemetry
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.pipeline.announce import changes
from gateway.pipeline.bulletin import EVERY_VEHICLE
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.journal import BatchEntry
from tests.fix_triage import CAR, NINE, OTHER_CAR, faulty, header, measured

FIRST, SECOND = (measured(seq, seq, LV_BATTERY_VOLTAGE, 12.0) for seq in (1, 2))
FAULT = faulty(3, 3, BRAKES, {})


def entry() -> BatchEntry:
    """Two measurements of one car, and a word of its brakes."""
    telemetry = [Placed.of(one.report, one.at, one.source) for one in (FIRST, SECOND)]
    assert all(isinstance(one.report, Telemetry) for one in telemetry)
    assert isinstance(FAULT.report, FaultReport)
    return BatchEntry(now=NINE + timedelta(seconds=3), telemetry=telemetry, faults=[FAULT])


@pytest.mark.parametrize("audience", [{CAR}, {CAR, OTHER_CAR}, EVERY_VEHICLE])
def test_a_watched_vehicle_is_told_of(audience: Container[Vin]) -> None:
    """All its new samples at once, then that its faults have changed."""
    assert header(1).id.vin == CAR
    told = [*changes(entry(), [], set(), audience)]
    samples = Change(CAR, Facet.SIGNALS, (FIRST, SECOND))
    assert [samples, Change(CAR, Facet.FAULTS)] == told


def test_charts_are_drawn_anew_only_where_they_are_seen() -> None:
    """A vehicle of which something came late is told of when it is watched."""
    anew = [*changes(entry(), [], {CAR, OTHER_CAR}, {OTHER_CAR})]
    assert [Change(OTHER_CAR, Facet.SIGNALS, anew=True)] == anew


def test_nobody_is_told_what_nobody_wants_to_hear() -> None:
    """No listener, no change made."""
    assert not [*changes(entry(), [], {CAR}, set())]
