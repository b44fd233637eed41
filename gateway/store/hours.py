"""The hours of signals as a survey reads them: one row a signal, its numbers packed."""

from collections.abc import Mapping, Sequence

import numpy as np

from gateway.store.encode import integers
from gateway.store.pool import Connection
from gateway.triage.days import Hours

_DAY_S = 86_400

# Packed as they are sent, big-endian: a Python number for each would take ten times as long.
_HOURS = """
select v.id, s.signal, found.*
from unnest(%(vehicles)s::int[]) v (id)
cross join unnest(%(signals)s::int[], %(since)s::float8[]) s (signal, since)
cross join lateral (
  select string_agg(int4send((extract(epoch from hour) / 3600)::int), ''::bytea),
    string_agg(float8send(total / samples), ''::bytea),
    string_agg(float4send(lowest), ''::bytea), string_agg(float4send(highest), ''::bytea)
  from signal_hours h
  where h.vehicle_id = v.id and h.signal = s.signal
    and hour >= to_timestamp(s.since) and hour < to_timestamp(%(end)s)
  having count(*) > 0
) found
"""


async def read_hours(
    connection: Connection, vehicles: Sequence[int], reach: Mapping[int, int], end: int
) -> Mapping[int, Mapping[int, Hours]]:
    """By vehicle and signal, in one statement.

    `reach`: how many days of a signal are read, up to the day `end` since 1970 UTC.
    """
    found: dict[int, dict[int, Hours]] = {vehicle: {} for vehicle in vehicles}
    asked = {
        "vehicles": integers(vehicles),
        "signals": integers(reach),
        "since": [float((end - days) * _DAY_S) for days in reach.values()],
        "end": float(end * _DAY_S),
    }
    cursor = await connection.execute(_HOURS, asked, binary=True)
    for vehicle, signal, *columns in await cursor.fetchall():
        found[vehicle][signal] = _unpacked(*columns)
    return found


def _unpacked(at: bytes, mean: bytes, lowest: bytes, highest: bytes) -> Hours:
    hours = np.frombuffer(at, ">i4").astype(np.int64)
    order = np.argsort(hours)
    return Hours(
        at=hours[order],
        mean=np.frombuffer(mean, ">f8")[order].astype(np.float64),
        lowest=np.frombuffer(lowest, ">f4")[order].astype(np.float64),
        highest=np.frombuffer(highest, ">f4")[order].astype(np.float64),
    )
