"""The ledger: which sequences of each boot were taken in, one row a boot."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence

from gateway.decode.place import Boot, BootKey
from gateway.domain.errors import Overtaken
from gateway.domain.report import Placed, Report, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.scattered import bearable, is_crowded
from gateway.store.boot_rows import BootRow, KnownBoots, move_boots, read_boots
from gateway.store.claims import Claim, Learned, Reports, add, begin
from gateway.store.passage import Open

Said = Mapping[BootKey, Reports]
Meet = Callable[[Iterable[Vin]], Awaitable[Mapping[Vin, int]]]
"""Gives the numbers of these vehicles."""

NOTHING = Sequences()


class Ledger:
    """The ledger as one transaction sees it: `rows` are those that it has read or changed."""

    def __init__(self, open_: Open, known: KnownBoots, meet: Meet) -> None:
        self._open = open_
        self._known = known.rows
        self._meet = meet
        self._claimed: Sequence[Claim] = []
        self._learned: dict[BootKey, Boot] = {}
        self.rows: dict[BootKey, BootRow] = {}
        self.scattered: set[ReportId] = set()

    async def of(self, keys: Iterable[BootKey]) -> dict[BootKey, BootRow]:
        """The rows of these boots; one not heard before has none."""
        found: dict[BootKey, BootRow] = {}
        unknown = []
        for key in keys:
            row = self._row(key)
            if row is None:
                unknown.append(key)
            else:
                found[key] = row
        return found | await self._read(unknown) if unknown else found

    async def claim(self, placed: Reports) -> Reports:
        """What of this is taken in now, for the first time: each once.

        By what is known. Whether that holds shows when it is entered: `settle` tells.
        """
        said: dict[BootKey, list[Placed[Report]]] = {}
        for one in placed:
            said.setdefault(one.report.header.id[:2], []).append(one)
        claims: list[Claim] = []
        others: dict[BootKey, list[Placed[Report]]] = {}
        for key, reports in said.items():
            row = self._row(key)
            next_one = None if row is None else Claim.on_the_next(key, reports, row)
            if next_one is None:
                others[key] = reports
            else:
                claims.append(next_one)
        if others:
            claims += await self._claims(others)
        claims.sort()  # all lock rows in one order: none waits for one that waits for it
        await self.settle()
        self._claimed = claims
        self.rows |= {claim.key: claim.entered() for claim in claims}
        if not others or sum([len(claim.new) for claim in claims]) == len(placed):
            return placed
        return _these(placed, {claim.key: claim.new for claim in claims})

    async def settle(self) -> None:
        """Enters what was claimed; raises `Overtaken` when somebody else was there before."""
        claims, learned = self.claimed()
        begun = [claim for claim in claims if claim.row is None]
        known = [claim for claim in claims if claim.row is not None]
        if begun and not await begin(await self._open(), begun, learned):
            raise Overtaken
        if known and not await add(await self._open(), known, learned):
            raise Overtaken

    @property
    def is_simple(self) -> bool:
        """Is there nothing to be entered but claims on boots that have been heard before?"""
        if not self._claimed or any(claim.row is None for claim in self._claimed):
            return False
        return not self._learned or self._learned.keys() <= {one.key for one in self._claimed}

    def claimed(self) -> tuple[Sequence[Claim], Learned]:
        """What is to be entered, with what was learned of these boots; to be asked once."""
        claims, self._claimed = self._claimed, []
        if not self._learned:
            return claims, {}
        learned = {
            claim.key: self._learned.pop(claim.key)
            for claim in claims
            if claim.key in self._learned
        }
        return claims, learned

    async def _claims(self, said: Said) -> list[Claim]:
        rows = {key: self._row(key) for key in said}
        # Nothing is turned away because of what may be older than the store.
        doubtful = [
            key
            for (key, row), reports in zip(rows.items(), said.values(), strict=True)
            if row is None or is_crowded(row.received, len(reports))
        ]
        if doubtful:
            rows |= await self._read(doubtful)
        ids = await self._meet(key[0] for key, row in rows.items() if row is None)
        claims = []
        for (key, reports), row in zip(said.items(), rows.values(), strict=True):
            received = row.received if row else NOTHING
            new = Sequences.of([one.report.header.id.seq for one in reports]) - received
            borne = bearable(received, new)
            if borne is not new:
                self.scattered |= _ids(reports, new - borne)
            if borne:
                vehicle = row.vehicle if row else ids[key[0]]
                claims.append(Claim.on(vehicle, key, reports, borne, row))
        return claims

    def learn(self, changed: Learned) -> None:
        """What was learned of these boots, to be entered."""
        self._learned |= changed
        for key, boot in changed.items():
            row = self._row(key)
            if row is not None:
                self.rows[key] = row._replace(boot=boot)

    async def move(self) -> None:
        """Enters what was learned of boots on which there was no claim."""
        learned, self._learned = self._learned, {}
        if learned:
            ids = await self._meet(vin for vin, _ in learned)
            await move_boots(await self._open(), ids, learned)

    def _row(self, key: BootKey) -> BootRow | None:
        own = self.rows.get(key) if self.rows else None
        return own or self._known.get(key)

    async def _read(self, keys: Collection[BootKey]) -> dict[BootKey, BootRow]:
        if not keys:
            return {}
        ids = await self._meet(vin for vin, _ in keys)
        rows = await read_boots(await self._open(), ids, keys)
        self.rows |= rows
        return rows


def _ids(reports: Reports, numbers: Sequences) -> set[ReportId]:
    ids = (one.report.header.id for one in reports)
    return {number for number in ids if number.seq in numbers}


def _these(placed: Reports, taken: Mapping[BootKey, Sequences]) -> Reports:
    found: dict[ReportId, Placed[Report]] = {}
    for one in placed:
        number = one.report.header.id
        if number.seq in taken.get(number[:2], NOTHING):
            found.setdefault(number, one)
    return [*found.values()]
