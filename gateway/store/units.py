"""The telematics units of vehicles, in the order in which they were first heard."""

from collections.abc import Mapping, Sequence

from gateway.decode.units import UnitKey
from gateway.domain.vin import Vin
from gateway.store.encode import integers
from gateway.store.pool import Connection

_ENTER = """
insert into units (vehicle_id, unit_id, unit_order)
select vehicle_id, unit_id,
  (select count(*) from units u where u.vehicle_id = new.vehicle_id)
    + row_number() over (partition by vehicle_id order by place)
from unnest(%s::int[], %s::bigint[]) with ordinality new (vehicle_id, unit_id, place)
where not exists (
  select from units u where (u.vehicle_id, u.unit_id) = (new.vehicle_id, new.unit_id)
)
on conflict (vehicle_id, unit_id) do nothing
"""


async def enter_units(
    connection: Connection, ids: Mapping[Vin, int], keys: Sequence[UnitKey]
) -> dict[UnitKey, int]:
    """The orders of all units of these vehicles; of `keys`, a new one is the next."""
    await connection.execute(
        _ENTER, [integers(ids[vin] for vin, _ in keys), integers(unit for _, unit in keys)]
    )
    cursor = await connection.execute(
        "select vehicle_id, unit_id, unit_order from units where vehicle_id = any(%s)",
        [integers(ids.values())],
    )
    vins = {number: vin for vin, number in ids.items()}
    return {(vins[vehicle], unit): order for vehicle, unit, order in await cursor.fetchall()}
