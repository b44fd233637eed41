"""The waiting room in memory, in the batch's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from gateway.decode.place import BootKey
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap, asked_anew
from gateway.pipeline.holdback import Held, KnownBoot
from gateway.pipeline.kinds import Judgeable
from gateway.pipeline.memory.rows import Rows
from gateway.pipeline.waiting_room import Moves, Standing, ToldBoot


class MemoryWaitingRoom:
    """Implements `gateway.pipeline.waiting_room.WaitingRoom`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def learn(self, told: Mapping[BootKey, ToldBoot]) -> None:
        for key, boot in told.items():
            known = self._rows.told.get(key)
            if known is None or known.last_seq < boot.last_seq:
                self._rows.told[key] = boot

    async def standings(
        self, vins: Collection[Vin], boots: Collection[BootKey]
    ) -> Mapping[Vin, Standing]:
        del boots  # all are read
        return {
            vin: Standing(
                boots=[
                    self._boot(key, boot)
                    for key, boot in self._rows.told.items()
                    if key[0] == vin
                ],
                held=[one for one in self._rows.held.values() if one and one.id.vin == vin],
                gaps=await self.gaps([vin]),
            )
            for vin in vins
        }

    def _boot(self, key: BootKey, told: ToldBoot) -> KnownBoot:
        vin, boot = key
        gone = Sequences()
        for number, placed in self._rows.telemetry.items():
            for one in placed.report.omissions:
                if (number.vin, one.boot_id) == (vin, boot):
                    gone |= Sequences(((one.first_seq, one.last_seq),))
        return KnownBoot(
            boot_id=boot,
            unit_order=told.unit_order,
            boot_count=told.boot_count,
            last_seq=told.last_seq,
            received=self._rows.ledger.get(key, Sequences()),
            given_up=gone,
        )

    async def bring(self, held: Sequence[Held]) -> Sequence[Judgeable]:
        rows = self._rows
        return [
            *(rows.telemetry[one.id] for one in held if one.id in rows.telemetry),
            *(rows.faults[one.id] for one in held if one.id in rows.faults),
        ]

    async def overdue(self, now: datetime, limit: int) -> Collection[Vin]:
        due = [one for one in self._rows.held.values() if one and one.until <= now]
        due.sort(key=lambda one: one.until)
        return list(dict.fromkeys(one.id.vin for one in due[:limit]))

    async def gaps(self, vins: Collection[Vin]) -> Sequence[KnownGap]:
        return [gap for gap in self._rows.gaps.values() if gap and gap.vin in vins]

    async def ask_anew(
        self, vins: Collection[Vin], noticed_since: datetime, due_at: datetime
    ) -> None:
        for key, gap in self._rows.gaps.items():
            if gap and gap.vin in vins:
                self._rows.gaps[key] = asked_anew(gap, noticed_since, due_at)

    async def move(self, moves: Moves) -> None:
        rows = self._rows
        rows.held.update({one.id: one for one in moves.hold})
        rows.held.update(dict.fromkeys(moves.release))
        rows.late.update({one.id: moves.at for one in moves.late})
        rows.gaps.update({(g.vin, g.boot_id, g.first_seq): None for g in moves.gone})
        rows.gaps.update({(g.vin, g.boot_id, g.first_seq): g for g in moves.gaps})
