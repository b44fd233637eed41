"""Event time: one time line for a vehicle, whatever its clock and its link do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.decode.place import LONGEST_QUEUE, Boot, BootKey, place
from gateway.domain.instant import to_us
from gateway.domain.operation import OperationState
from gateway.domain.report import Header, Reply, Report, ReportId, TimeSource
from gateway.domain.vin import Vin

CAR = Vin("WVWZZZ1KZAW000001")
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE_MS = 60_000


def said(
    seq: int,
    uptime_ms: int,
    delay_ms: int = 0,
    age_ms: int | None = 0,
    *,
    wall_ms: int = 0,
    boot: int = 1,
) -> Reply:
    """Measured `uptime_ms` after START, sent `age_ms` later, `delay_ms` in a queue."""
    received_at = START + timedelta(milliseconds=uptime_ms + (age_ms or 0) + delay_ms)
    header = Header(
        id=ReportId(CAR, boot, seq),
        boot_count=boot,
        uptime_ms=uptime_ms,
        age_ms=age_ms,
        wall_ms=wall_ms,
        received_us=to_us(received_at),
    )
    return Reply(header=header, command_id=UUID(int=1), state=OperationState.RUNNING)


def at(report: Report, boots: dict[BootKey, Boot] | None = None) -> tuple[datetime, TimeSource]:
    [placed], _ = place([report], boots or {})
    return placed.at, placed.source


HOUR_MS = 60 * MINUTE_MS
MILLISECONDS = st.integers(0, 100 * HOUR_MS)
REPORTS = st.lists(
    st.builds(
        said,
        seq=st.integers(1, 1000),
        uptime_ms=MILLISECONDS,
        delay_ms=MILLISECONDS,
        age_ms=st.none() | MILLISECONDS,
        wall_ms=st.integers(-(2**63), 2**63 - 1)
        | st.integers(-10 * HOUR_MS, 200 * HOUR_MS).map(
            lambda ms: round(START.timestamp() * 1000) + ms
        ),
        boot=st.integers(1, 2),
    ),
    max_size=6,
)


@given(REPORTS)
def test_nothing_was_measured_after_it_arrived(reports: list[Reply]) -> None:
    """Whatever the clocks say; and each report is placed, in its order."""
    placed, _ = place(reports, {})
    assert [one.report for one in placed] == reports
    assert all(one.at <= one.report.header.received_at for one in placed)
    assert all(one.at.tzinfo is not None for one in placed)


@given(st.lists(st.tuples(MILLISECONDS, MILLISECONDS, MILLISECONDS), min_size=1, max_size=6))
def test_a_queue_moves_no_event(times: list[tuple[int, int, int]]) -> None:
    """As soon as one message came without delay, all of its boot are where they belong."""
    reports = [said(0, 5)]
    reports += [said(seq, *one) for seq, one in enumerate(times, 1)]
    for order in (reports, reports[::-1]):
        placed, _ = place(order, {})
        for one in placed:
            uptime = timedelta(milliseconds=one.report.header.uptime_ms)
            assert (one.at, one.source) == (START + uptime, TimeSource.UPTIME)


@given(
    st.lists(
        st.tuples(MILLISECONDS, st.integers(0, 48 * HOUR_MS), st.none() | MILLISECONDS),
        min_size=1,
        max_size=4,
    )
)
def test_order_does_not_matter_in_the_end(times: list[tuple[int, int, int | None]]) -> None:
    """Reports that come in any order, in any batches, give the same start of the boot."""
    reports = [said(seq, *one) for seq, one in enumerate(times, 1)]
    starts = set()
    for order in permutations(reports):
        known: dict[BootKey, Boot] = {}
        for report in order:
            _, changed = place([report], known)
            known |= changed
        starts.add(known[CAR, 1].started_us)
    _, at_once = place(reports, {})
    assert starts == {at_once[CAR, 1].started_us}


@given(REPORTS)
def test_what_is_known_is_not_changed_again(reports: list[Reply]) -> None:
    """The same reports a second time teach nothing."""
    _, changed = place(reports, {})
    counts = {key: boot._replace(boot_count=key[1]) for key, boot in changed.items()}
    assert place(reports, counts)[1] == {}


def test_a_boot_that_told_its_age_places_those_that_did_not() -> None:
    """Reports of an earlier session are placed by the uptime of their boot."""
    _, boots = place([said(1, 0)], {})
    late = said(2, 5 * MINUTE_MS, delay_ms=HOUR_MS, age_ms=None)
    assert at(late, boots) == (START + timedelta(minutes=5), TimeSource.UPTIME)


def test_a_plausible_wall_clock_is_better_than_nothing() -> None:
    """Without any age the vehicle's own clock counts, as far as it can be believed."""
    wall = START - timedelta(days=2)
    report = said(1, 0, age_ms=None, wall_ms=round(wall.timestamp() * 1000))
    assert at(report) == (wall, TimeSource.WALL)


def test_a_clock_of_1970_is_not_believed() -> None:
    """Nor one of 2100, nor one beyond all calendars: the arrival is what is left."""
    for wall_ms in (0, 4_102_444_800_000, -(2**63), 2**63 - 1):
        report = said(1, 0, age_ms=None, wall_ms=wall_ms)
        assert at(report) == (report.header.received_at, TimeSource.ARRIVAL)


def test_a_clock_that_leads_a_little_is_cut_at_the_arrival() -> None:
    """Nothing lies in the future."""
    wall = START + timedelta(minutes=3)
    report = said(1, 0, age_ms=None, wall_ms=round(wall.timestamp() * 1000))
    assert at(report) == (START, TimeSource.WALL)


def test_an_age_beyond_every_queue_moves_nothing() -> None:
    """One message that lies about its age does not throw a whole boot back by months."""
    _, boots = place([said(1, 0)], {})
    liar = said(2, MINUTE_MS)
    far = timedelta(milliseconds=MINUTE_MS) + 2 * LONGEST_QUEUE
    header = liar.header._replace(age_ms=round(far.total_seconds() * 1000))
    _, changed = place([replace(liar, header=header)], boots)
    assert changed == {}


def test_the_wall_offset_is_the_cars_clock_less_ours() -> None:
    """In seconds; a car in 1970 is some decades behind."""
    _, boots = place([said(1, 1000, wall_ms=1000)], {})
    assert boots[CAR, 1].wall_offset_s == 1 - (START + timedelta(seconds=1)).timestamp()
