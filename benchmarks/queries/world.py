"""A month of a fleet, written into the store in bulk: blocks, roll-ups, faults and cases."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct
from typing import Final

import numpy as np

from benchmarks.copying import EPOCH_US, NULL, binary_copy
from benchmarks.intake.load import CHANNELS
from gateway.domain.instant import to_us
from gateway.store.partitions import TELEMETRY
from gateway.store.pool import Connection

ROWS: Final = 10
EVERY: Final = timedelta(seconds=10)
DRIVE_STARTS: Final = timedelta(hours=7)
ILL_SHARE: Final = 0.2
FAULT: Final = ("battery_management", 0x0AA600)
CODES: Final = 40
"""That the fleet has, 256 apart; one vehicle has one of them now."""
SEVERITIES: Final = ("stop_driving", "urgent", "soon", "monitor", "unknown")
_CHUNK: Final = 2_000
_FIXED: Final = Struct(">h" + "iq" * 7 + "ii" * 3 + "ih")
_LENGTH: Final = Struct(">i")
_COPY: Final = """
copy telemetry_blocks (boot_id, seq, starts_at, ends_at, received_at, uptime_ms, wall_ms,
  vehicle_id, signal_set, thinned_samples, matrix, age_ms, time_source, offsets_ms, samples)
from stdin (format binary)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Each vehicle drives `minutes` a day, one block of 20 x 10 samples every 10 s."""

    vehicles: int
    days: int
    minutes: int
    seed: int
    end: datetime

    @property
    def blocks_a_day(self) -> int:
        return self.minutes * 60 // int(EVERY.total_seconds())

    @property
    def blocks(self) -> int:
        return self.vehicles * self.days * self.blocks_a_day

    def day(self, number: int) -> datetime:
        """Midnight at which the day of that number begins, 0 the first."""
        return self.end - timedelta(days=self.days - number)

    def moment(self, rng: random.Random) -> datetime:
        """Some moment at which every vehicle drove."""
        after = timedelta(minutes=rng.uniform(1, self.minutes - 1))
        return self.day(rng.randrange(self.days)) + DRIVE_STARTS + after


async def fill(connection: Connection, world: World) -> None:
    """In one transaction a day; the schema must be there."""
    await _vehicles(connection, world)
    [[signal_set]] = await (
        await connection.execute(
            "insert into signal_sets (numbers, digest) values (%s, 'benchmark') returning id",
            [[one.number for one in CHANNELS]],
        )
    ).fetchall()
    for number in range(world.days):
        await _partition(connection, world.day(number))
        for part in _parts(world, number, signal_set):
            async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                await copy.write(binary_copy(part))
        await connection.commit()
    await _ill(connection, world)
    await _faults(connection, world)
    await connection.commit()


async def _vehicles(connection: Connection, world: World) -> None:
    await connection.execute(
        "insert into vehicles (vin, plate, model, owner, phone, online, last_heard_at)"
        " select 'WVWZZZ1JZXW' || lpad(n::text, 6, '0'), 'B-VD ' || n, 'Model', 'Owner ' || n,"
        " '+4930' || (5550000 + n), n %% 3 = 0, %s - n * interval '1 minute'"
        " from generate_series(1, %s) n",
        [world.end, world.vehicles],
    )


async def _partition(connection: Connection, day: datetime) -> None:
    """As the maintenance of the store names and cuts it."""
    name = TELEMETRY.name(day)
    await connection.execute(
        f"create table if not exists {name} partition of telemetry_blocks"
        f" for values from ('{day}') to ('{TELEMETRY.end(day)}')".encode()
    )


def _parts(world: World, number: int, signal_set: int) -> Iterator[list[bytes]]:
    """The rows of one day, some thousand at a time, in the order in which they would come."""
    rng = np.random.default_rng([world.seed, number])
    usual = np.array([one.usual for one in CHANNELS], "<f4")
    noise = np.array([one.noise for one in CHANNELS], "<f4")
    offsets = np.arange(0, 10_000, 10_000 // ROWS, dtype="<u4").tobytes()
    part: list[bytes] = []
    for block in range(world.blocks_a_day):
        starts = world.day(number) + DRIVE_STARTS + block * EVERY
        drawn = rng.standard_normal((world.vehicles, ROWS, len(CHANNELS)), "<f4")
        samples = (drawn * noise + usual).astype("<f4")
        for vehicle in range(world.vehicles):
            seq = number * world.blocks_a_day + block + 1
            key = vehicle + 1, seq, signal_set
            part.append(_row(key, starts, offsets, samples[vehicle].tobytes()))
            if len(part) == _CHUNK:
                yield part
                part = []
    yield part


def _row(key: tuple[int, int, int], starts: datetime, offsets: bytes, samples: bytes) -> bytes:
    """`key`: vehicle, sequence, signal set."""
    vehicle, seq, signal_set = key
    at, last = to_us(starts) - EPOCH_US, 1000 * (10_000 - 10_000 // ROWS)
    # fmt: off
    return b"".join((
        _FIXED.pack(
            15, 8, vehicle, 8, seq, 8, at, 8, at + last, 8, at + last, 8, seq, 8, seq,
            4, vehicle, 4, signal_set, 4, 0, 2, 0,
        ),
        NULL,
        _LENGTH.pack(6), b"uptime",
        _LENGTH.pack(len(offsets)), offsets,
        _LENGTH.pack(len(samples)), samples,
    ))
    # fmt: on


async def _ill(connection: Connection, world: World) -> None:
    """One in five has an open fault with its case; each of these has had others."""
    component, code = FAULT
    values = {
        "ill": round(world.vehicles * ILL_SHARE),
        "component": component,
        "code": code,
        "codes": CODES,
        "end": world.end,
        "severities": list(SEVERITIES),
    }
    await connection.execute(
        "insert into cases (vehicle_id, component, code, state, severity, outcome, next_step,"
        " since, opened_at, closed_at, due_at)"
        " select v, %(component)s, %(code)s + v %% %(codes)s * 256 + life,"
        " case when life > 0 then 'closed'"
        " when v %% 7 = 0 then 'needs_person' else 'monitoring' end,"
        " (%(severities)s::text[])[1 + (v + life) %% 5],"
        " case when life > 0 then 'repaired' end,"
        " 'Waits', %(end)s, %(end)s - life * interval '1 day',"
        " case when life > 0 then %(end)s end, case when life = 0 then %(end)s end"
        " from generate_series(1, %(ill)s) v, generate_series(0, 3) life",
        values,
    )
    await connection.execute(
        "insert into verdicts (case_id, at, severity, rule, rulebook_version, body)"
        " select id, opened_at, severity, 'benchmark', '1',"
        " jsonb_build_object('title', 'Fault') from cases, generate_series(1, 3)"
    )


async def _faults(connection: Connection, world: World) -> None:
    """Each open case has its fault; each vehicle had one for an hour of every day."""
    component, code = FAULT
    values = {"component": component, "code": code, "codes": CODES}
    await connection.execute(
        "insert into episodes (vehicle_id, component, code, opened_at, updated_at, status,"
        " seen, confirmed_at, occurrences)"
        " select vehicle_id, component, code, opened_at, opened_at, 47, 47, opened_at, 3"
        " from cases where closed_at is null"
    )
    await connection.execute(
        "insert into episodes (vehicle_id, component, code, opened_at, updated_at, status,"
        " seen, confirmed_at, occurrences, ended_at, ending)"
        " select v, %(component)s, %(code)s + (v + day) %% %(codes)s * 256 + 1, began,"
        "  began + interval '1 hour', 32, 39, case when v %% 3 > 0 then began end, 1,"
        "  began + interval '1 hour', 'healed'"
        " from generate_series(1, %(vehicles)s) v, generate_series(0, %(days)s - 1) day,"
        "  lateral (select %(first)s + day * interval '1 day' as began) at",
        {
            **values,
            "vehicles": world.vehicles,
            "days": world.days,
            "first": world.day(0) + DRIVE_STARTS,
        },
    )
