"""Puts the reports of a batch into the order in which their vehicles made them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.decode.place import BootKey
from gateway.domain.report import Placed, Presence, Report, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap, Moment, renewed
from gateway.pipeline.hearing import Hearing
from gateway.pipeline.holdback import Held, Sorted, Turn, sort_out, turn_of, without
from gateway.pipeline.told import boots_told, given_up
from gateway.pipeline.waiting_room import Moves, Standing, WaitingRoom

Reports = Sequence[Placed[Report]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What is judged now.

    `late`: it comes behind what has been judged before; `ripe`: in order. `expected`: by VIN,
    what must come next of vehicles of which nothing waits; `unsettled`: the others.
    """

    ripe: Reports
    late: Reports = ()
    moves: Moves | None = None
    expected: Mapping[str, Turn] = field(default_factory=dict)
    unsettled: Collection[str] = ()

    @property
    def redrawn(self) -> set[Vin]:
        """Vehicles of which something has come late, or is missing since now."""
        if self.moves is None:
            return set()
        gaps = (*self.moves.gone, *self.moves.gaps)
        return {gap.vin for gap in gaps} | {one.id.vin for one in self.moves.late}


@dataclass
class Ordering:
    """`expected`: the next report of each vehicle of which nothing waits, by VIN.

    A cache of the store, like the windows: a vehicle that is not in it is looked up.
    """

    hearing: Hearing
    expected: dict[str, Turn] = field(default_factory=dict)

    async def sort(
        self,
        room: WaitingRoom,
        fresh: Reports,
        presences: Sequence[Presence],
        now: datetime,
        *,
        overdue: Collection[Vin] = (),
    ) -> Ordered:
        """`overdue`: vehicles to be looked at although nothing has come from them."""
        ahead, odd = self._glance(fresh)
        odd.update(presence.vin for presence in presences if self._is_news(presence, ahead))
        gone = given_up(fresh)
        odd.update(vin for vin, _ in gone)
        odd.update(overdue)
        if not odd:
            return Ordered(ripe=fresh, expected=ahead)
        moment = Moment(now, self.hearing.wall())
        waits, ends = moment.wall + self.hearing.hold_back, self.hearing.patience_ends()
        look = _Look(room, odd, gone, moment, waits, ends)
        return await look.sort(fresh, presences, ahead)

    def remember(self, ordered: Ordered) -> None:
        """From now on; to be taken back if the batch is not committed."""
        self.expected.update(ordered.expected)
        for name in ordered.unsettled:
            self.expected.pop(name, None)

    def take_back(self, ordered: Ordered) -> None:
        for name in ordered.expected:
            self.expected.pop(name, None)

    def forget(self, vin: Vin) -> None:
        self.expected.pop(vin.text, None)

    def _glance(self, fresh: Reports) -> tuple[dict[str, Turn], set[Vin]]:
        """Vehicles whose reports follow one another without a hole; those to look at."""
        ahead: dict[str, Turn] = {}
        odd: set[Vin] = set()
        for one in fresh:
            header = one.report.header
            number = header.id
            name, unit, count = number.vin.text, header.unit_order, header.boot_count
            turn = (unit, count, number.boot_id, number.seq)
            if turn == (ahead.get(name) or self.expected.get(name)):
                ahead[name] = (unit, count, number.boot_id, number.seq + 1)
            else:
                odd.add(number.vin)
        return ahead, odd

    def _is_news(self, presence: Presence, ahead: Mapping[str, Turn]) -> bool:
        """Does it tell of reports that have not come?"""
        if presence.earlier or not presence.last_seq:
            return bool(presence.earlier)
        name = presence.vin.text
        following = ahead.get(name) or self.expected.get(name)
        boot = presence.unit_order, presence.boot_count, presence.boot_id
        return not (following and following[:3] == boot and presence.last_seq < following[3])


@dataclass(frozen=True, slots=True)
class _Look:
    """With the ledger, for the few vehicles that need it.

    `waits_until`: what cannot be judged now; `patience_ends`: who has waited until then.
    """

    room: WaitingRoom
    odd: Collection[Vin]
    gone: Mapping[BootKey, Sequences]
    now: Moment
    waits_until: datetime
    patience_ends: datetime

    async def sort(
        self, fresh: Reports, presences: Sequence[Presence], ahead: Mapping[str, Turn]
    ) -> Ordered:
        heard: dict[Vin, list[Placed[Report]]] = {vin: [] for vin in sorted(self.odd)}
        smooth: list[Placed[Report]] = []
        for one in fresh:
            heard.get(one.report.header.id.vin, smooth).append(one)
        said = [one for one in presences if one.vin in heard]
        told = boots_told([one for each in heard.values() for one in each], said)
        await self.room.learn(told)
        standings = await self.room.standings(heard.keys(), {*told, *self.gone})
        moves = Moves(self.now.world)
        done = {
            vin: self._one(vin, reports, standings.get(vin, Standing()), moves)
            for vin, reports in heard.items()
        }
        placed = await self._placed(fresh, done.values())
        names = {vin.text for vin in heard}
        settled = {vin.text: _after(one.judged) for vin, one in done.items() if one.settled}
        return Ordered(
            ripe=[*smooth, *_these(placed, [o for d in done.values() for o in d.in_order])],
            late=_these(placed, moves.late),
            moves=moves,
            expected={n: turn for n, turn in ahead.items() if n not in names} | settled,
            unsettled=names - settled.keys(),
        )

    def _one(self, vin: Vin, reports: Reports, standing: Standing, moves: Moves) -> Sorted:
        heard = [_held(one, self.waits_until) for one in reports]
        gone = {boot: these for (owner, boot), these in self.gone.items() if owner == vin}
        boots = without(standing.boots, gone)
        done = sort_out(boots, standing.held, heard, self.patience_ends)
        times = [*standing.held, *heard]
        moves.late.extend(done.late)
        _note_held(moves, standing.held, done.waiting)
        _note_gaps(moves, standing.gaps, renewed(vin, boots, standing.gaps, times, self.now))
        _note_filled(moves, standing.gaps, gone)
        return done

    async def _placed(
        self, fresh: Reports, done: Collection[Sorted]
    ) -> dict[ReportId, Placed[Report]]:
        placed: dict[ReportId, Placed[Report]] = {one.report.header.id: one for one in fresh}
        ripe = [one for each in done for one in each.ripe if one.id not in placed]
        for stored in await self.room.bring(ripe):
            placed[stored.report.header.id] = Placed.of(stored.report, stored.at, stored.source)
        return placed


def _these(placed: Mapping[ReportId, Placed[Report]], wanted: Sequence[Held]) -> Reports:
    """A reply that has waited is not judged, and was not brought."""
    return [placed[one.id] for one in wanted if one.id in placed]


def _held(one: Placed[Report], until: datetime) -> Held:
    header = one.report.header
    return Held(id=header.id, turn=turn_of(header), at=one.at, until=until)


def _after(turn: Turn) -> Turn:
    return (*turn[:3], turn[3] + 1)


def _note_held(moves: Moves, before: Sequence[Held], now: Sequence[Held]) -> None:
    known = {one.id for one in before}
    still = {one.id for one in now}
    moves.hold.extend(one for one in now if one.id not in known)
    moves.release.extend(one.id for one in before if one.id not in still)


def _note_gaps(moves: Moves, before: Sequence[KnownGap], now: Sequence[KnownGap]) -> None:
    known, found = set(before), set(now)
    moves.gone.extend(gap for gap in before if gap not in found)
    moves.gaps.extend(gap for gap in now if gap not in known)


def _note_filled(
    moves: Moves, before: Sequence[KnownGap], given_up: Mapping[int, Sequences]
) -> None:
    """What was given up in this batch has gone without having come."""
    for gap in set(before).intersection(moves.gone):
        all_of_it = Sequences(((gap.first_seq, gap.last_seq),))
        if len(all_of_it - given_up.get(gap.boot_id, Sequences())) == gap.reports:
            moves.filled.append(gap)
