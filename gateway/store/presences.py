"""Presences: whether vehicles are there, by their own word, in one statement a batch."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from gateway.domain.report import Presence
from gateway.domain.vin import Vin
from gateway.store.pool import Connection
from gateway.store.waves import waves

_HEAR = """
update vehicles v set online = new.online, silent = false, presence_order = new.presence_order,
  presence_boot = new.boot_id, backlog = new.backlog,
  presence_since = case when v.online = new.online and presence_since is not null
    then presence_since else new.at end,
  software = case when new.software = '{}' then v.software else new.software end,
  last_heard_at = case when new.alive then greatest(last_heard_at, new.at)
    else last_heard_at end
from jsonb_to_recordset(%s) new (place int, vehicle_id int, online boolean, alive boolean,
  presence_order bigint[], boot_id bigint, backlog bigint, at timestamptz, software jsonb)
where v.id = new.vehicle_id and (v.presence_order < new.presence_order
  or (v.presence_order = new.presence_order
    and (v.online or not new.online or (v.silent and new.alive))))
returning new.place
"""


async def hear_presences(
    connection: Connection, ids: Mapping[Vin, int], said: Sequence[Presence]
) -> list[Presence]:
    """Takes what is not older than what is known; the end of a session is final.

    What the broker has retained is news, if it is newer, but no sign of life. Who has only
    been silent may go on with its session.
    """
    taken: set[int] = set()
    for wave in waves(enumerate(said), key=lambda numbered: numbered[1].vin):
        rows = [_row(place, ids, presence) for place, presence in wave]
        rows.sort(key=lambda row: row["vehicle_id"])
        cursor = await connection.execute(_HEAR, [Jsonb(rows)])
        taken |= {place for (place,) in await cursor.fetchall()}
    return [presence for place, presence in enumerate(said) if place in taken]


def _row(place: int, ids: Mapping[Vin, int], presence: Presence) -> dict[str, Any]:
    """`place`: in the batch."""
    return {
        "place": place,
        "vehicle_id": ids[presence.vin],
        "online": presence.online,
        "alive": presence.online and not presence.retained,
        "presence_order": [presence.unit_order, presence.boot_count, presence.session],
        "boot_id": presence.boot_id,
        "backlog": presence.backlog,
        "at": presence.received_at.isoformat(),
        "software": presence.software,
    }
