"""Attendance in memory: which vehicles have fallen silent without a goodbye."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from gateway.domain.vin import Vin
from gateway.pipeline.memory.rows import VehicleRow
from gateway.pipeline.memory.transaction import Memory


class MemoryAttendance:
    """Implements `gateway.pipeline.silence.Attendance`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def take(self, silent_since: datetime) -> Sequence[Vin]:
        async with self._memory.transaction() as transaction:
            vehicles = transaction.rows.vehicles
            looked_at = {vin: _seen(row, silent_since) for vin, row in vehicles.items()}
            changed = [vin for vin, row in looked_at.items() if row != vehicles[vin]]
            vehicles.update({vin: looked_at[vin] for vin in changed})
            return changed


def _seen(row: VehicleRow, silent_since: datetime) -> VehicleRow:
    signs = [at for at in (row.last_heard_at, row.since) if at is not None]
    if not signs:
        return row
    last = max(signs)
    if row.online and last <= silent_since:
        return replace(row, online=False, silent=True, since=last)
    if row.silent and row.since is not None and last > row.since:
        return replace(row, online=True, silent=False, since=last)
    return row
