"""Which reports are judged now, which wait behind a gap, and which come too late for that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.domain.report import Header, ReportId
from gateway.domain.sequences import Sequences

HOLD_BACK = timedelta(seconds=8)
"""Of the wall, as what is waited for happens there: a broker brings back what was not
acknowledged, a vehicle empties its outbox. The embedded broker does so after 5 s; for a broker
that takes longer there is a setting."""
MOST_HELD = 512
"""Of one vehicle; past that the oldest are judged, whatever is missing before them."""

Turn = tuple[int, int, int, int]
"""(unit, boot count, boot, sequence): reports of a vehicle are judged in this order."""
BEGINNING: Turn = (0, 0, 0, 0)
NOTHING = Sequences()


def turn_of(header: Header) -> Turn:
    return header.unit_order, header.boot_count, header.id.boot_id, header.id.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A stored report that is not judged yet. `at`: event time; `until`: of the wall."""

    id: ReportId
    turn: Turn
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBoot:
    """The ledger of one boot.

    `last_seq`: the highest sequence that the vehicle has told of; `given_up`: those that will
    never come, by its own word.
    """

    boot_id: int
    unit_order: int
    boot_count: int
    last_seq: int = 0
    received: Sequences = NOTHING
    given_up: Sequences = NOTHING

    @property
    def order(self) -> tuple[int, int, int]:
        return self.unit_order, self.boot_count, self.boot_id

    @property
    def missing(self) -> Sequences:
        """What has been made and has not come."""
        accounted = self.received | self.given_up
        return accounted.gaps(max(self.last_seq, self.received.last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Reports of one vehicle in their order.

    `late`: those of `ripe` that are behind what had been judged before. `settled`: nothing
    waits, and nothing is known to be still to come.
    """

    ripe: tuple[Held, ...]
    late: tuple[Held, ...]
    waiting: tuple[Held, ...]
    judged: Turn
    settled: bool

    @property
    def in_order(self) -> tuple[Held, ...]:
        return self.ripe[len(self.late) :]


def sort_out(
    boots: Iterable[KnownBoot],
    held: Iterable[Held],
    fresh: Iterable[Held],
    now: datetime,
    most: int = MOST_HELD,
) -> Sorted:
    """What of one vehicle is judged now.

    `boots`: its last ones, with what is in `held` and `fresh` among what they have received;
    `held`: all that were held before. A report waits while one before it is missing, until its
    time has come; then nothing before it is waited for any more.
    """
    known = sorted(boots, key=lambda boot: boot.order)
    everyone = sorted((*held, *fresh), key=lambda one: one.turn)
    judged = judged_until(known, everyone)
    late = tuple(one for one in everyone if one.turn <= judged)
    ahead = everyone[len(late) :]
    judged = max([judged, *_no_longer_held(ahead, now, most)])
    missing = first_missing(known, judged)
    ripe = [one for one in ahead if missing is None or one.turn < missing]
    return Sorted(
        ripe=(*late, *ripe),
        late=late,
        waiting=tuple(ahead[len(ripe) :]),
        judged=ripe[-1].turn if ripe else judged,
        settled=missing is None,
    )


def judged_until(boots: Sequence[KnownBoot], unjudged: Iterable[Held]) -> Turn:
    """The turn of the last report that has been judged; `boots` in their order."""
    numbers: dict[int, list[int]] = {}
    for one in unjudged:
        numbers.setdefault(one.id.boot_id, []).append(one.id.seq)
    for boot in reversed(boots):
        judged = boot.received - Sequences.of(numbers.get(boot.boot_id, ()))
        if judged:
            return (*boot.order, judged.last)
    return BEGINNING


def first_missing(boots: Iterable[KnownBoot], after: Turn) -> Turn | None:
    """The turn of the first report after this one that has been made and has not come."""
    for boot in boots:
        if boot.order < after[:3]:
            continue
        passed = after[3] if boot.order == after[:3] else 0
        for first, last in boot.missing.ranges:
            if last > passed:
                return (*boot.order, max(first, passed + 1))
    return None


def without(boots: Iterable[KnownBoot], given_up: Mapping[int, Sequences]) -> list[KnownBoot]:
    """The boots, knowing that these will never come (by boot)."""
    return [
        replace(boot, given_up=boot.given_up | given_up[boot.boot_id])
        if boot.boot_id in given_up
        else boot
        for boot in boots
    ]


def _no_longer_held(ahead: Sequence[Held], now: datetime, most: int) -> Iterable[Turn]:
    yield from (one.turn for one in ahead if one.until <= now)
    if len(ahead) > most:
        yield ahead[-most - 1].turn
