"""What looks strange in a batch is counted, each report by its own boot."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.decode.place import Boot, BootKey, believes
from gateway.domain.instant import to_us
from gateway.domain.report import Matrix, Placed, Report, Telemetry, TimeSource
from gateway.pipeline.kinds import by_kind
from gateway.pipeline.oddities import oddities
from tests.fix_triage import CAR, NINE, OTHER_CAR, header

HOUR = 3_600_000
WEEK = 7 * 24 * HOUR
SPANS = st.sampled_from([0, 1, HOUR, WEEK // 2, WEEK - 1, WEEK, WEEK + 1, 3 * WEEK])


@st.composite
def reports(draw: st.DrawFn, seq: int) -> Placed[Report]:
    """With ages and arrivals of all kinds, before the boot began among them."""
    arrived = NINE + timedelta(milliseconds=draw(st.sampled_from([-1, 1])) * draw(SPANS))
    head = header(seq, NINE, vin=draw(st.sampled_from([CAR, OTHER_CAR])))._replace(
        uptime_ms=draw(SPANS), age_ms=draw(st.none() | SPANS), received_us=to_us(arrived)
    )
    return Placed.of(Telemetry(head, ()), arrived, TimeSource.UPTIME)


def boots(started_at: datetime | None) -> dict[BootKey, Boot]:
    boot_id = header(1).id.boot_id
    boot = Boot(1, None if started_at is None else to_us(started_at), None)
    return {(CAR, boot_id): boot, (OTHER_CAR, boot_id): boot}


@given(st.lists(st.integers(1, 99).flatmap(reports), max_size=6), st.data())
def test_ages_that_are_not_believed_are_counted(
    heard: list[Placed[Report]], data: st.DataObject
) -> None:
    """By the vehicle; whoever believes each report by itself counts the same."""
    started = data.draw(st.sampled_from([None, NINE - timedelta(days=30), NINE]))
    known = boots(started)
    expected = Counter(
        ("age_not_believed", one.report.header.id.vin.masked)
        for one in heard
        if not believes(one.report.header, known[one.report.header.id[:2]])
    )
    assert expected == oddities(by_kind(heard), known, RULEBOOK)


def test_a_clock_that_is_far_off_and_a_signal_of_nobody_are_told() -> None:
    """Once a boot, and once a report."""
    matrix = Matrix.of((10, 60_000), np.zeros(1, np.uint32), np.zeros((1, 2), np.float32))
    heard: list[Placed[Report]] = [
        Placed.of(Telemetry(header(seq), (matrix,)), NINE, TimeSource.UPTIME) for seq in (1, 2)
    ]
    off = Boot(1, to_us(NINE), -301.0)
    assert {
        ("clock_untrusted", CAR.masked): 1,
        ("unknown_signal", "60000"): 2,
    } == oddities(by_kind(heard), {header(1).id[:2]: off}, RULEBOOK)
