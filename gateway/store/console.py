"""What the console reads, on PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime

from gateway.domain.report import RefusalReason
from gateway.domain.service import CentreId
from gateway.domain.vin import Vin
from gateway.pipeline.fleet_faults import FleetFault
from gateway.pipeline.fleet_list import FleetList, FleetQuestion
from gateway.pipeline.intake_page import FloodLine, IntakePage, RefusedLine
from gateway.pipeline.near_misses import NearMiss
from gateway.pipeline.shadows import ShadowStory, Tally
from gateway.pipeline.views import (
    CentreBoard,
    CentreLine,
    JobCard,
    SignalSeries,
    VehiclePage,
)
from gateway.store.console_jobs import ToldBy, WhyClosed, read_board, read_centres, read_job
from gateway.store.console_vehicle import LookUp, read_vehicle
from gateway.store.console_vehicles import read_vehicles
from gateway.store.fleet_faults import read_fleet_faults
from gateway.store.near_misses import read_near_misses
from gateway.store.pool import Connection, Pool
from gateway.store.series import read_series
from gateway.store.shadows import read_story, read_tallies
from gateway.store.trends import BY_HOUR, read_long_series

BYTES_SHOWN = 64
# By the ledger, which has a row a boot: to count what is stored would be to read it all.
_REPORTS = """
select what, reports from (values
  ('stored', (select sum(upper(span) - lower(span)) from boots, unnest(received) span)),
  ('missing', (select sum(last_seq - first_seq + 1) from gaps)),
  ('held_back', (select count(*) from held_back)),
  ('came_late',
   (select sum(upper(span) - lower(span)) from late_reports, unnest(sequences) span))
) counted (what, reports)
where reports > 0
"""


def _no_day_off_is_known(_centre: CentreId, _day: date) -> None:
    return None


class PostgresConsole:
    """Implements `gateway.pipeline.ports.ConsoleReader`; each answer is one snapshot."""

    def __init__(
        self,
        pool: Pool,
        look_up: LookUp,
        told_by: ToldBy,
        why_closed: WhyClosed = _no_day_off_is_known,
    ) -> None:
        self._pool = pool
        self._why_closed = why_closed
        self._told_by = told_by
        self._look_up = look_up

    async def vehicles(self, question: FleetQuestion) -> FleetList:
        async with self._pool.snapshot() as connection:
            return await read_vehicles(connection, question)

    async def vehicle(self, vin: Vin) -> VehiclePage | None:
        async with self._pool.snapshot() as connection:
            return await read_vehicle(connection, vin, self._look_up)

    async def series(
        self, vin: Vin, numbers: Sequence[int], start: datetime, end: datetime
    ) -> Sequence[SignalSeries]:
        async with self._pool.snapshot() as connection:
            cursor = await connection.execute(
                "select id from vehicles where vin = %s", [vin.text]
            )
            row = await cursor.fetchone()
            if row is None:
                return ()
            if end - start > BY_HOUR:
                return await read_long_series(connection, row[0], numbers, (start, end))
            return await read_series(connection, row[0], numbers, start, end)

    async def centres(self) -> Sequence[CentreLine]:
        async with self._pool.snapshot() as connection:
            return await read_centres(connection)

    async def board(
        self, centre: CentreId, start: datetime, end: datetime
    ) -> CentreBoard | None:
        async with self._pool.snapshot() as connection:
            return await read_board(connection, centre, start, end, self._why_closed)

    async def job(self, appointment_id: int) -> JobCard | None:
        async with self._pool.snapshot() as connection:
            return await read_job(connection, appointment_id, self._look_up, self._told_by)

    async def faults(self) -> Sequence[FleetFault]:
        async with self._pool.snapshot() as connection:
            return await read_fleet_faults(connection, self._look_up)

    async def near_misses(self, since: datetime) -> Sequence[NearMiss]:
        async with self._pool.snapshot() as connection:
            return await read_near_misses(connection, since, self._look_up)

    async def shadows(self, since: datetime | None) -> Sequence[Tally]:
        async with self._pool.snapshot() as connection:
            return await read_tallies(connection, since)

    async def shadow(self, rule: str, since: datetime | None) -> ShadowStory | None:
        async with self._pool.snapshot() as connection:
            return await read_story(connection, rule, since)

    async def intake(self) -> IntakePage:
        async with self._pool.snapshot() as connection:
            return IntakePage(
                reports=await _counts(connection, _REPORTS),
                refused=await _counts(
                    connection,
                    "select reason, sum(times_seen) from refusals group by 1 order by 1",
                ),
                oddities=await _counts(
                    connection,
                    "select kind || ': ' || what, times_seen from oddities"
                    " order by times_seen desc limit 50",
                ),
                recent=await _refused(connection),
                floods=await _floods(connection),
            )


async def _counts(connection: Connection, statement: str) -> dict[str, int]:
    cursor = await connection.execute(statement.encode())
    return {str(name): int(count) for name, count in await cursor.fetchall()}


async def _floods(connection: Connection) -> tuple[FloodLine, ...]:
    cursor = await connection.execute(
        "select r.reason, r.topic, r.times_seen, r.last_seen_at, kept.frames"
        " from refusals r cross join lateral ("
        "   select count(*) as frames, sum(times_seen) as seen from refused_frames f"
        "   where (f.source, f.reason) = (r.source, r.reason)) kept"
        " where r.times_seen > coalesce(kept.seen, 0) order by r.times_seen desc limit 20"
    )
    return tuple(
        FloodLine(
            reason=RefusalReason(reason),
            topic=topic,
            times_seen=times,
            kept=kept,
            last_seen_at=last,
        )
        for reason, topic, times, last, kept in await cursor.fetchall()
    )


async def _refused(connection: Connection) -> tuple[RefusedLine, ...]:
    cursor = await connection.execute(
        "select id, reason, detail, topic, size, times_seen, first_seen_at,"
        " last_seen_at, substring(payload from 1 for %s) from refused_frames"
        " order by last_seen_at desc limit 50",
        [BYTES_SHOWN],
    )
    rows = await cursor.fetchall()
    return tuple(
        RefusedLine(
            id=number,
            reason=RefusalReason(reason),
            detail=detail,
            topic=topic,
            size=size,
            times_seen=times,
            first_seen_at=first,
            last_seen_at=last,
            payload_hex=payload.hex(" "),
        )
        for number, reason, detail, topic, size, times, first, last, payload in rows
    )
