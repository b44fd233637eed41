"""The gap ledger: what is missing, no more and no less, and when the vehicle is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from gateway.domain.report import ReportId
from gateway.domain.sequences import Sequences
from gateway.pipeline.gaps import (
    ASK_AFTER,
    MOST_ASKED,
    MOST_RANGES,
    MOST_SEQUENCES,
    KnownGap,
    Moment,
    asked_once_more,
    fitting,
    one_request,
    renewed,
)
from gateway.pipeline.holdback import Held, KnownBoot
from tests.fix_knowledge import NOON
from tests.fix_store import CAR

BOOT = 7
NUMBERS = st.sets(st.integers(1, 40))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def boot(received: set[int], last_seq: int = 0) -> KnownBoot:
    return KnownBoot(
        boot_id=BOOT,
        unit_order=1,
        boot_count=1,
        last_seq=last_seq,
        received=Sequences.of(received),
    )


def heard(*numbers: int) -> list[Held]:
    """A report a minute."""
    return [
        Held(id=ReportId(CAR, BOOT, n), turn=(1, 1, BOOT, n), at=at(n), until=NOON)
        for n in numbers
    ]


def a_gap(first: int, last: int, **fields: object) -> KnownGap:
    known = KnownGap(vin=CAR, boot_id=BOOT, first_seq=first, last_seq=last, noticed_at=NOON)
    return replace(known, **fields)  # type: ignore[arg-type]


def after(received: set[int], known: list[KnownGap], *numbers: int) -> list[KnownGap]:
    now = Moment(world=at(60), wall=at(600))
    return renewed(CAR, [boot(received)], known, heard(*numbers), now)


@given(NUMBERS, NUMBERS, st.integers(0, 40))
@example(first={1}, then={40, 1, 2}, last=38)  # it moves, and stays as long as it was
def test_the_gaps_are_what_is_missing(first: set[int], then: set[int], last: int) -> None:
    """Whatever was known before: 1 to the last that is known to exist, less what has come."""
    now = Moment(world=NOON, wall=NOON)
    known = renewed(CAR, [boot(first, last)], [], heard(*first), now)
    gaps = renewed(CAR, [boot(first | then, last)], known, heard(*then), now)
    missing = {n for gap in gaps for n in range(gap.first_seq, gap.last_seq + 1)}
    assert set(range(1, max({last} | first | then) + 1)) - first - then == missing


def test_a_gap_lies_between_the_reports_around_it() -> None:
    """And is asked for when it has had time to fill."""
    [gap] = after({1, 2, 5}, [], 2, 5)
    assert (3, 4, at(2), at(5)) == (gap.first_seq, gap.last_seq, gap.since, gap.until)
    assert (at(60), 0, at(600) + ASK_AFTER) == (gap.noticed_at, gap.asked, gap.due_at)


def test_a_gap_that_has_not_changed_keeps_what_was_done_about_it() -> None:
    """Nothing is asked anew because something else has come."""
    known = a_gap(3, 4, since=at(2), until=at(5), asked=2, due_at=at(700))
    assert [known] == after({1, 2, 5, 6}, [known], 6)


def test_a_gap_that_has_become_smaller_is_waited_for() -> None:
    """The vehicle is sending it: not asked for again yet, and known as long as before."""
    known = a_gap(3, 9, since=at(2), until=at(10), asked=2, due_at=None)
    parts = after({1, 2, 6, 10}, [known], 6)
    assert [(3, 5, at(2), at(6)), (7, 9, at(6), at(10))] == [
        (gap.first_seq, gap.last_seq, gap.since, gap.until) for gap in parts
    ]
    assert {(NOON, 0, at(600) + ASK_AFTER)} == {
        (gap.noticed_at, gap.asked, gap.due_at) for gap in parts
    }


def test_what_the_vehicle_has_told_of_may_be_missing_at_the_end() -> None:
    """Nothing has come behind it yet."""
    now = Moment(world=NOON, wall=NOON)
    [gap] = renewed(CAR, [boot({1, 2}, 4)], [], heard(2), now)
    assert (3, 4, at(2), None) == (gap.first_seq, gap.last_seq, gap.since, gap.until)


def test_asking_has_an_end() -> None:
    """The pauses grow; after the last time nobody asks any more."""
    gap, pauses = a_gap(1, 2, due_at=NOON), []
    while gap.due_at is not None:
        now = gap.due_at
        gap = asked_once_more(gap, now)
        pauses.append(gap.due_at and gap.due_at - now)
    assert MOST_ASKED == gap.asked == len(pauses)
    assert [p.total_seconds() for p in pauses if p] == [60, 240, 960, 3840, 15360]


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=300))
def test_one_request_is_bounded(sizes: list[int]) -> None:
    """In ranges and in sequences; what does not fit is asked for later, from the end."""
    gaps = [a_gap(10_000 * n, 10_000 * n + size - 1) for n, size in enumerate(sizes, 1)]
    asked = one_request(gaps)
    assert len(fitting(gaps)) == len(asked) <= MOST_RANGES
    assert min(MOST_SEQUENCES, sum(sizes[:MOST_RANGES])) == sum(gap.reports for gap in asked)
    assert all(one.last_seq == gap.last_seq for one, gap in zip(asked, gaps, strict=False))
