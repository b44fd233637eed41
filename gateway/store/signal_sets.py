"""Which signals stand in a block's columns: sets that are kept once, however many use them."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

import numpy as np

from gateway.domain.report import Placed, Report, ReportId
from gateway.domain.vin import Vin
from gateway.pipeline.motley import SignalSet, brought_by, motley, sets_of, welcome
from gateway.store.encode import integers
from gateway.store.passage import Open

Reports = Sequence[Placed[Report]]
Meet = Callable[[Iterable[Vin]], Awaitable[Mapping[Vin, int]]]

NO_SIGNALS: Final[SignalSet] = ()
"""Of a report without a matrix; in the table from the beginning."""
MOST_KNOWN: Final = 2_000
"""Sets in the cache, of 10 KB at most; a fleet has some dozen of them."""

_ADD = """
insert into signal_sets (numbers, digest, told_by)
select numbers::int[], digest, told_by
from unnest(%s::text[], %s::bytea[], %s::int[]) new (numbers, digest, told_by)
order by digest
on conflict do nothing
"""


class SignalSets:
    """A cache of rows that never change; a batch keeps the one that it began with."""

    def __init__(self) -> None:
        self.known: dict[SignalSet, int] = {}

    def remember(self, sets: Mapping[SignalSet, int]) -> None:
        """To be called with committed numbers only."""
        if sets:
            room = MOST_KNOWN - len(sets)
            self.known = {**(self.known if len(self.known) <= room else {}), **sets}


class BatchSets:
    """As one transaction sees them: `new` are those that it has read or entered."""

    def __init__(self, open_: Open, known: SignalSets, meet: Meet) -> None:
        self._open = open_
        self._known = known.known
        self._meet = meet
        self.new: dict[SignalSet, int] = {}
        self.motley: set[ReportId] = set()

    @property
    def numbers(self) -> Mapping[SignalSet, int]:
        """Of all sets of the reports that were admitted, and of others."""
        return {**self._known, **self.new} if self.new else self._known

    async def admit(self, placed: Reports) -> Reports:
        """Without those of a vehicle that uses too many; all sets of the others are entered."""
        unknown = {NO_SIGNALS, *sets_of(placed)} - self._known.keys() - self.new.keys()
        if not unknown:
            return placed
        await self._find(unknown)
        strange = unknown - self.new.keys()
        if not strange:
            return placed
        await self._enter(placed, strange)
        refused = strange - self.new.keys()
        if not refused:
            return placed
        self.motley |= motley(placed, refused)
        return [one for one in placed if one.report.header.id not in self.motley]

    async def _find(self, sets: Collection[SignalSet]) -> None:
        digests = {_digest(signals): signals for signals in sets}
        connection = await self._open()
        cursor = await connection.execute(
            "select digest, id from signal_sets where digest = any(%s)", [[*digests]]
        )
        self.new |= {digests[bytes(one)]: number for one, number in await cursor.fetchall()}

    async def _enter(self, placed: Reports, strange: Collection[SignalSet]) -> None:
        users = brought_by(placed, strange)
        ids = await self._meet(vin for vins in users.values() for vin in vins)
        connection = await self._open()
        cursor = await connection.execute(
            "select told_by, count(*) from signal_sets where told_by = any(%s) group by 1",
            [integers({ids[vin] for vins in users.values() for vin in vins})],
        )
        vins = {number: vin for vin, number in ids.items()}
        brought = {vins[number]: count for number, count in await cursor.fetchall()}
        if taken := welcome(users, brought):
            rows = [(integers(one), _digest(one), ids[vin]) for one, vin in taken.items()]
            columns = [list(column) for column in zip(*rows, strict=True)]
            await connection.execute(_ADD, columns)
            await self._find(taken)


def _digest(signals: SignalSet) -> bytes:
    return sha256(np.array(signals, dtype="<u4").tobytes()).digest()
