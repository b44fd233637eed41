"""The telematics units of vehicles, in the order in which they were first heard."""

from collections.abc import Mapping, Sequence

from gateway.decode.units import UnitKey
from gateway.domain.vin import Vin
from gateway.pipeline.journal import MOST_UNITS
from gateway.store.encode import integers
from gateway.store.pool import Connection

_ENTER = """
insert into units (vehicle_id, unit_id, unit_order)
select vehicle_id, unit_id, unit_order from (
  select vehicle_id, unit_id,
    (select count(*) from units u where u.vehicle_id = new.vehicle_id)
      + row_number() over (partition by vehicle_id order by place) as unit_order
  from unnest(%s::int[], %s::bigint[]) with ordinality new (vehicle_id, unit_id, place)
  where not exists (
    select from units u where (u.vehicle_id, u.unit_id) = (new.vehicle_id, new.unit_id)
  )
) numbered
where unit_order <= %s
on conflict (vehicle_id, unit_id) do nothing
"""


async def enter_units(
    connection: Connection, ids: Mapping[Vin, int], keys: Sequence[UnitKey]
) -> dict[UnitKey, int]:
    """The orders of all units of these vehicles; of `keys`, a new one is the next."""
    vehicles, units = zip(*((ids[vin], unit) for vin, unit in keys), strict=True)
    await connection.execute(_ENTER, [integers(vehicles), integers(units), MOST_UNITS])
    cursor = await connection.execute(
        "select vehicle_id, unit_id, unit_order from units where vehicle_id = any(%s)",
        [integers(ids.values())],
    )
    vins = {number: vin for vin, number in ids.items()}
    known = {(vins[vehicle], unit): order for vehicle, unit, order in await cursor.fetchall()}
    return dict.fromkeys(keys, MOST_UNITS) | known
