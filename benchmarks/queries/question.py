"""The questions: as the product asks them, and the best SQL for that one question by hand."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from benchmarks.intake.load import CHANNELS
from benchmarks.queries.world import World
from gateway.pipeline.fleet_list import FleetQuestion
from gateway.pipeline.trend import Span
from gateway.store.console_vehicle import read_faults
from gateway.store.console_vehicles import read_vehicles
from gateway.store.fleet_faults import read_fleet_faults
from gateway.store.pool import Connection
from gateway.store.series import latest_values, read_series
from gateway.store.trends import read_trends
from gateway.wiring.knowledge import RULEBOOK

SIGNALS: Final = [CHANNELS[0].number, CHANNELS[4].number, CHANNELS[7].number]
AROUND: Final = timedelta(minutes=1)
A_MONTH: Final = timedelta(days=30)
LONGEST: Final = timedelta(days=1)
"""No block is longer, so that its end says how far back to look."""

Ask = Callable[[Connection, World, random.Random], Awaitable[int]]
"""How many things were answered: values, samples, lines or hours."""


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    ours: Ask
    by_hand: Ask


async def _latest(connection: Connection, world: World, rng: random.Random) -> int:
    return len(await latest_values(connection, _vehicle(world, rng)))


async def _latest_by_hand(connection: Connection, world: World, rng: random.Random) -> int:
    """Knows that there is one set of signals."""
    [(_, samples)] = await _rows(
        connection,
        "select offsets_ms, samples from telemetry_blocks where vehicle_id = %s"
        " order by ends_at desc limit 1",
        _vehicle(world, rng),
    )
    return len(np.frombuffer(samples, "<f4").reshape(-1, len(CHANNELS))[-1].tolist())


async def _window(connection: Connection, world: World, rng: random.Random) -> int:
    vehicle, at = _vehicle(world, rng), world.moment(rng)
    series = await read_series(connection, vehicle, SIGNALS, at - AROUND, at + AROUND)
    return sum(len(one.times) for one in series)


async def _window_by_hand(connection: Connection, world: World, rng: random.Random) -> int:
    vehicle, at = _vehicle(world, rng), world.moment(rng)
    rows = await _rows(
        connection,
        "select starts_at, offsets_ms, samples from telemetry_blocks where vehicle_id = %s"
        " and ends_at between %s and %s and starts_at <= %s order by ends_at",
        vehicle,
        at - AROUND,
        at + AROUND + LONGEST,
        at + AROUND,
    )
    numbers = [one.number for one in CHANNELS]
    columns = [numbers.index(number) for number in SIGNALS]
    begin, end = (at - AROUND).timestamp(), (at + AROUND).timestamp()
    count = 0
    for starts_at, offsets, samples in rows:
        times = starts_at.timestamp() + np.frombuffer(offsets, "<u4") / 1000
        inside = (times >= begin) & (times <= end)
        values = np.frombuffer(samples, "<f4").reshape(-1, len(numbers))[inside][:, columns]
        times[inside].tolist()
        count += sum(len(column) for column in values.T.tolist())
    return count


async def _fleet(connection: Connection, world: World, rng: random.Random) -> int:
    del world, rng
    return len((await read_vehicles(connection, FleetQuestion())).lines)


async def _fleet_by_hand(connection: Connection, world: World, rng: random.Random) -> int:
    """Without counts of what other filters would show."""
    del world, rng
    rows = await _rows(
        connection,
        "select v.*, c.*, (select body->>'title' from verdicts where case_id = c.case_id"
        "  order by id desc limit 1)"
        " from vehicles v left join (select distinct on (vehicle_id) vehicle_id, id as case_id,"
        "  severity, severity_rank(severity) as rank, code, next_step,"
        "  bool_or(state = 'needs_person') over (partition by vehicle_id)"
        "  from cases where closed_at is null"
        "  order by vehicle_id, severity_rank(severity) desc, opened_at) c"
        " on c.vehicle_id = v.id order by c.rank desc nulls last, v.plate, v.vin limit 200",
    )
    return len(rows)


async def _month(connection: Connection, world: World, rng: random.Random) -> int:
    between = (world.end - A_MONTH, world.end)
    vehicle = _vehicle(world, rng)
    trends = await read_trends(connection, vehicle, SIGNALS[1:2], Span.HOUR, between)
    return sum(len(trend.times) for trend in trends)


async def _month_by_hand(connection: Connection, world: World, rng: random.Random) -> int:
    rows = await _rows(
        connection,
        "select hour, total / samples, lowest, highest from signal_hours"
        " where vehicle_id = %s and signal = %s and hour >= %s and hour < %s order by hour",
        _vehicle(world, rng),
        SIGNALS[1],
        world.end - A_MONTH,
        world.end,
    )
    return len(rows)


async def _faults(connection: Connection, world: World, rng: random.Random) -> int:
    return len(await read_faults(connection, _vehicle(world, rng), RULEBOOK.entry))


async def _faults_by_hand(connection: Connection, world: World, rng: random.Random) -> int:
    """Knows until when vehicles have reported; without the catalogue's words."""
    rows = await _rows(
        connection,
        "select component, code, status, occurrences, opened_at, updated_at, ended_at, ending,"
        " earlier, near_miss, returns, reports - lines from episodes where vehicle_id = %s"
        " and (ended_at is null or ended_at > %s)"
        " order by ended_at is not null, opened_at desc",
        _vehicle(world, rng),
        world.end - A_MONTH,
    )
    return len(rows)


async def _fleet_faults(connection: Connection, world: World, rng: random.Random) -> int:
    del world, rng
    return len(await read_fleet_faults(connection, RULEBOOK.entry))


async def _fleet_faults_by_hand(
    connection: Connection, world: World, rng: random.Random
) -> int:
    """Knows that every open case has its fault; without the catalogue's words."""
    del world, rng
    rows = await _rows(
        connection,
        "select * from (select component, code, count(*) as vehicles,"
        "  count(*) filter (where status & 1 <> 0), min(opened_at), max(opened_at) as newest,"
        "  max(updated_at) from episodes where ended_at is null group by component, code) e"
        " left join (select component, code, max(severity_rank(severity)) as rank"
        "  from cases where closed_at is null group by component, code) c"
        " using (component, code) order by rank desc nulls last, vehicles desc, newest desc,"
        " component, code limit 200",
    )
    return len(rows)


QUESTIONS: Final = (
    Question("latest values of a vehicle", _latest, _latest_by_hand),
    Question("two minutes around a moment", _window, _window_by_hand),
    Question("fleet list, worst first", _fleet, _fleet_by_hand),
    Question("a month by the hour", _month, _month_by_hand),
    Question("faults of a vehicle, now and before", _faults, _faults_by_hand),
    Question("faults of the fleet by code", _fleet_faults, _fleet_faults_by_hand),
)


def _vehicle(world: World, rng: random.Random) -> int:
    return rng.randint(1, world.vehicles)


async def _rows(connection: Connection, statement: str, *values: object) -> list[Any]:
    cursor = await connection.execute(statement.encode(), values or None)
    return await cursor.fetchall()
