"""Holding back: triage sees a vehicle's reports in order, each once, after a bounded time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.report import ReportId
from gateway.domain.sequences import Sequences
from gateway.pipeline.holdback import HOLD_BACK, Held, KnownBoot, Sorted, sort_out, without
from tests.fix_knowledge import NOON
from tests.fix_store import CAR

SECOND = timedelta(seconds=1)
Name = tuple[int, int]
"""Boot count and sequence."""


@dataclass
class Car:
    """One vehicle as the store knows it; `judged`: what triage has seen, in this order."""

    lengths: dict[int, int]
    taken: set[Name] = field(default_factory=set)
    held: tuple[Held, ...] = ()
    judged: list[Name] = field(default_factory=list)
    late: list[Name] = field(default_factory=list)
    given_up: dict[int, Sequences] = field(default_factory=dict)

    def boots(self) -> list[KnownBoot]:
        return without(
            [
                KnownBoot(
                    boot_id=boot_id(count),
                    unit_order=1,
                    boot_count=count,
                    last_seq=last,
                    received=Sequences.of({seq for boot, seq in self.taken if boot == count}),
                )
                for count, last in self.lengths.items()
            ],
            self.given_up,
        )

    def take(self, names: Sequence[Name], now: datetime, most: int = 99) -> Sorted:
        fresh = [held(name, now) for name in names if name not in self.taken]
        self.taken |= set(names)
        done = sort_out(self.boots(), self.held, fresh, now, most)
        self.held = done.waiting
        self.judged += [name_of(one) for one in done.ripe]
        self.late += [name_of(one) for one in done.late]
        return done


def boot_id(count: int) -> int:
    return 1000 - count  # drawn at random: tells nothing about the order


def held(name: Name, now: datetime) -> Held:
    count, seq = name
    return Held(
        id=ReportId(CAR, boot_id(count), seq),
        turn=(1, count, boot_id(count), seq),
        at=NOON,
        until=now + HOLD_BACK,
    )


def name_of(one: Held) -> Name:
    return one.turn[1], one.turn[3]


@st.composite
def drives(draw: st.DrawFn) -> tuple[dict[int, int], list[list[Name]]]:
    """Boots with their lengths, and all their reports in batches, in any order."""
    lengths = {n + 1: draw(st.integers(1, 6)) for n in range(draw(st.integers(1, 3)))}
    names = [(boot, seq) for boot, last in lengths.items() for seq in range(1, last + 1)]
    rest = draw(st.permutations(names))
    batches = []
    while rest:
        size = draw(st.integers(1, 4))
        batches.append(list(rest[:size]))
        rest = rest[size:]
    return lengths, batches


@given(drives())
def test_any_order_within_the_bound_is_put_in_order(
    drive: tuple[dict[int, int], list[list[Name]]],
) -> None:
    """Each report is judged once, in the order in which it was made; none is late."""
    lengths, batches = drive
    car = Car(lengths)
    done = [car.take(batch, NOON) for batch in batches]
    assert sorted(name for batch in batches for name in batch) == car.judged
    assert (car.late, car.held, done[-1].settled) == ([], (), True)


@given(drives(), st.data())
def test_whatever_is_lost_or_late_everything_is_judged_once(
    drive: tuple[dict[int, int], list[list[Name]]], data: st.DataObject
) -> None:
    """In bounded time; in order but for what is marked as late."""
    lengths, batches = drive
    car, now = Car(lengths), NOON
    came: set[Name] = set()
    for batch in batches:
        batch = [name for name in batch if data.draw(st.integers(0, 9))]  # noqa: PLW2901
        again = data.draw(st.sampled_from([[], sorted(came)]))
        car.take([*batch, *again], now, most=data.draw(st.integers(1, 9)))
        came |= set(batch)
        now += data.draw(st.sampled_from([timedelta(0), SECOND, HOLD_BACK]))
    car.take([], now + HOLD_BACK)
    assert (sorted(came), ()) == (sorted(car.judged), car.held)
    in_order = [name for name in car.judged if name not in car.late]
    assert sorted(in_order) == in_order


@given(drives(), st.data())
def test_what_will_never_come_is_not_waited_for(
    drive: tuple[dict[int, int], list[list[Name]]], data: st.DataObject
) -> None:
    """A car that owns up to what it has given up leaves no gap."""
    lengths, batches = drive
    car = Car(lengths)
    names = sorted(name for batch in batches for name in batch)
    gone = {name for name in names if not data.draw(st.integers(0, 3))}
    car.given_up = {
        boot_id(boot): Sequences.of({seq for other, seq in gone if other == boot})
        for boot in lengths
    }
    for batch in batches:
        car.take([name for name in batch if name not in gone], NOON)
    assert [name for name in names if name not in gone] == car.judged


@given(drives())
def test_nothing_waits_longer_than_the_bound(
    drive: tuple[dict[int, int], list[list[Name]]],
) -> None:
    """What is held has come less than the bound ago."""
    lengths, batches = drive
    car, now = Car(lengths), NOON
    for batch in batches:
        waiting = car.take(batch, now).waiting
        assert all(one.until - HOLD_BACK <= now < one.until for one in waiting)
        now += 3 * SECOND


def test_a_report_behind_a_gap_waits_until_it_is_filled() -> None:
    """And no longer."""
    car = Car({1: 4})
    assert not car.take([(1, 1), (1, 3), (1, 4)], NOON).settled
    assert car.judged == [(1, 1)]
    assert car.take([(1, 2)], NOON + SECOND).settled
    assert car.judged == [(1, 1), (1, 2), (1, 3), (1, 4)]


def test_after_an_outage_the_newest_is_judged_in_time() -> None:
    """Newest first: all that came within the bound is judged in order, the rest is late."""
    car = Car({1: 10})
    for n, seq in enumerate(range(10, 6, -1)):
        car.take([(1, seq)], NOON + n * SECOND)
        assert car.judged == []
    car.take([], NOON + HOLD_BACK)
    assert car.judged == [(1, 7), (1, 8), (1, 9), (1, 10)]
    car.take([(1, 6)], NOON + 9 * SECOND)
    car.take([(1, 11)], NOON + 9 * SECOND)
    assert car.judged[4:] == [(1, 6), (1, 11)]
    assert car.late == [(1, 6)]


def test_past_their_number_the_oldest_are_judged() -> None:
    """What is missing before them is not waited for any more; the others still wait."""
    car = Car({1: 9})
    car.take([(1, 9), (1, 7), (1, 5), (1, 3)], NOON, most=2)
    assert car.judged == [(1, 3), (1, 5)]
    assert [name_of(one) for one in car.held] == [(1, 7), (1, 9)]


def test_a_boot_waits_for_those_before_it_of_which_reports_are_on_board() -> None:
    """A presence has told that they exist."""
    car = Car({1: 2, 2: 1})
    car.take([(1, 1)], NOON)
    car.take([(2, 1)], NOON)
    assert car.judged == [(1, 1)]
    car.take([(1, 2)], NOON)
    assert car.judged == [(1, 1), (1, 2), (2, 1)]


def test_another_unit_speaks_after_the_old_one() -> None:
    """It counts its boots from 1, and is later all the same."""
    old = KnownBoot(boot_id=5, unit_order=1, boot_count=9, received=Sequences(((1, 3),)))
    new = KnownBoot(boot_id=4, unit_order=2, boot_count=1, received=Sequences(((1, 1),)))
    first = replace(held((1, 1), NOON), id=ReportId(CAR, 4, 1), turn=(2, 1, 4, 1))
    done = sort_out([new, old], [], [first], NOON)
    assert ((first,), (), True) == (done.ripe, done.late, done.settled)
