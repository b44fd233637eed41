"""The hours of a healthy fleet, written straight into the roll-ups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    FUEL_TRIM_LONG_TERM,
    HV_BATTERY_STATE_OF_CHARGE,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
from gateway.store.partitions import HOURS, add_partition
from gateway.store.pool import Connection, Pool

MODELS: Final = 4
NORMAL: Final = {
    AMBIENT_TEMPERATURE.number: (12.0, 6.0),
    LV_BATTERY_VOLTAGE.number: (12.6, 0.05),
    HV_BATTERY_STATE_OF_CHARGE.number: (60.0, 20.0),
    HV_CELL_VOLTAGE_MAX.number: (3.81, 0.004),
    HV_CELL_VOLTAGE_MIN.number: (3.79, 0.004),
    HV_ISOLATION_RESISTANCE.number: (2.1e6, 1e5),
    FUEL_TRIM_LONG_TERM.number: (0.0, 3.0),
    TYRE_PRESSURE_FRONT_LEFT.number: (255.0, 3.0),
    TYRE_PRESSURE_FRONT_RIGHT.number: (255.0, 3.0),
    TYRE_PRESSURE_REAR_LEFT.number: (260.0, 3.0),
    TYRE_PRESSURE_REAR_RIGHT.number: (260.0, 3.0),
}
"""Mean and half the width; what is not here is 0, as the phase of a car that sleeps."""
_VEHICLES: Final = """
insert into vehicles (vin, model)
select 'WVWZZZ1JZXW' || lpad(n::text, 6, '0'), 'Model ' || n %% %(models)s
from generate_series(1, %(vehicles)s) n
"""
_HOURS: Final = """
insert into signal_hours (vehicle_id, signal, hour, total, samples, lowest, highest, first,
  last, first_ms, last_ms)
select v.id, s.signal, h.hour, value * 3600, 3600, value, value, value, value, 0, 3599000
from vehicles v
cross join unnest(%(signals)s::int[], %(means)s::float8[], %(widths)s::float8[])
  s (signal, mean, width)
cross join (
  select %(day)s::timestamptz + make_interval(hours => n * 24 / %(hours)s) as hour
  from generate_series(0, %(hours)s - 1) n
) h
cross join lateral (select s.mean + s.width * (2 * random() - 1) + 0 * v.id as value) drawn
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`hours`: of each day, evenly; `end`: midnight after the last day."""

    vehicles: int
    days: int
    hours: int
    end: datetime

    @property
    def starts(self) -> list[datetime]:
        return [self.end - timedelta(days=day) for day in range(self.days, 0, -1)]


async def fill(pool: Pool, world: World, signals: Iterable[int]) -> int:
    """Every vehicle is due afterwards; returns how many rows there are."""
    numbers = [*signals]
    normal = [NORMAL.get(number, (0.0, 0.0)) for number in numbers]
    asked = {
        "signals": numbers,
        "means": [mean for mean, _ in normal],
        "widths": [width for _, width in normal],
        "hours": world.hours,
    }
    async with pool.connection() as connection:
        await connection.execute(
            _VEHICLES.encode(), {"models": MODELS, "vehicles": world.vehicles}
        )
        for start in dict.fromkeys(map(HOURS.start, [*world.starts, world.end])):
            await add_partition(connection, HOURS, start)
    for start in world.starts:
        async with pool.connection() as connection:
            await connection.execute(_HOURS.encode(), {"day": start, **asked})
    async with pool.connection() as connection:
        return await _settle(connection, world)


async def _settle(connection: Connection, world: World) -> int:
    await connection.execute(
        "insert into survey_due select id, %s, 1 from vehicles", [world.starts[0]]
    )
    await connection.execute("analyze signal_hours")
    cursor = await connection.execute("select count(*) from signal_hours")
    [(count,)] = await cursor.fetchall()
    return int(count)
