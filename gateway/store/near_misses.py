"""The fleet's near misses, by code: what may become a fault, before it does."""

from datetime import datetime
from typing import Final

from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.near_misses import NearMiss
from gateway.store.console_vehicle import LookUp
from gateway.store.pool import Connection

MOST: Final = 100
"""Codes; those of most vehicles."""
NAMED: Final = 5
"""Vehicles of each."""

_LINES = """
with missed as (
  select component, code, vehicle_id, count(*) as times, max(ended_at) as last
  from episodes where near_miss and ended_at >= %s group by 1, 2, 3
)
select component, code, count(*) as vehicles, sum(times)::bigint,
  (array_agg(vin order by last desc, vin))[:%s],
  (array_agg(plate order by last desc, vin))[:%s],
  (array_agg(last order by last desc, vin))[:%s]
from missed join vehicles v on v.id = vehicle_id
group by 1, 2 order by vehicles desc, max(last) desc, component, code limit %s
"""


async def read_near_misses(
    connection: Connection, since: datetime, look_up: LookUp
) -> tuple[NearMiss, ...]:
    """Those that have healed since then."""
    cursor = await connection.execute(_LINES.encode(), [since, NAMED, NAMED, NAMED, MOST])
    found = []
    for component, code, vehicles, times, *latest in await cursor.fetchall():
        entry = look_up(ComponentId(component), TroubleCode(code))
        line = NearMiss(
            component=ComponentId(component),
            code=TroubleCode(code),
            title=entry.title if entry else "Not in the catalogue",
            severity=entry.severity if entry else Severity.UNKNOWN,
            vehicles=vehicles,
            times=times,
            latest=tuple((Vin(vin), plate, at) for vin, plate, at in zip(*latest, strict=True)),
        )
        found.append(line)
    return tuple(found)
