"""The gap book in memory: which gaps vehicles are asked for, and when again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap, asked_once_more, fitting, one_request
from gateway.pipeline.memory.rows import Rows
from gateway.pipeline.memory.transaction import Memory
from gateway.pipeline.resend import Request


class MemoryGapBook:
    """Implements `gateway.pipeline.resend.GapBook`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def take_due(
        self, now: datetime, patient_until: datetime, limit: int
    ) -> Sequence[Request]:
        async with self._memory.transaction() as transaction:
            rows = transaction.rows
            due = [
                gap for gap in rows.gaps.values() if gap and gap.due_at and gap.due_at <= now
            ]
            for gap in due:
                vehicle = transaction.vehicle(gap.vin)
                if _unit(rows, gap) < vehicle.session[0]:
                    _put(rows, [replace(gap, due_at=None)])
            vins = [
                vin
                for vin in sorted({gap.vin for gap in due})
                if _may_be_asked(rows, vin, due, patient_until)
            ]
            return [_request(rows, vin, due, now) for vin in vins[:limit]]


def _may_be_asked(
    rows: Rows, vin: Vin, due: Iterable[KnownGap], patient_until: datetime
) -> bool:
    vehicle = rows.vehicles[vin]
    return vehicle.online and any(
        not vehicle.backlog or (gap.due_at is not None and gap.due_at <= patient_until)
        for gap in due
        if gap.vin == vin and _unit(rows, gap) == vehicle.session[0]
    )


def _request(rows: Rows, vin: Vin, due: Iterable[KnownGap], now: datetime) -> Request:
    unit = rows.vehicles[vin].session[0]
    own = [gap for gap in due if gap.vin == vin and _unit(rows, gap) == unit]
    own.sort(key=lambda gap: (rows.told[vin, gap.boot_id].boot_count, gap.last_seq))
    asked = fitting(reversed(own))
    _put(rows, [asked_once_more(gap, now) for gap in asked])
    return Request(vin, one_request(asked))


def _unit(rows: Rows, gap: KnownGap) -> int:
    return rows.told[gap.vin, gap.boot_id].unit_order


def _put(rows: Rows, gaps: Iterable[KnownGap]) -> None:
    rows.gaps.update({(gap.vin, gap.boot_id, gap.first_seq): gap for gap in gaps})
