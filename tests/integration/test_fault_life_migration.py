"""What the first released schema has stored of faults and refusals, after the migration."""

import psycopg
import pytest

from gateway.store.migrate import migrate, migrations

pytestmark = pytest.mark.slow
RELEASED = "0001_first_drive"
BEFORE = """
insert into vehicles (id, vin) values (1, 'WVWZZZ1JZXW000001');
insert into boots (vehicle_id, boot_id, boot_count) values (1, 7, 1);
insert into reports select 1, 7, seq, 'FaultReport', '2026-11-20T09:00Z', 'uptime',
  '2026-11-20T09:00Z', 1000, 0, 0 from generate_series(1, 5) seq;
insert into fault_reports select 1, 7, seq, 1, 1, '2026-11-20T09:00Z', 'brakes', 1,
  case when seq = 5 then 1 else 255 end, '[]' from generate_series(1, 5) seq;
insert into episodes (id, vehicle_id, component, code, opened_at, updated_at, status,
  occurrences, ended_at, ending) values
  (1, 1, 'brakes', 1, '2026-11-20T09:00Z', '2026-11-20T11:00Z', 40, 3, null, null),
  (2, 1, 'brakes', 2, '2026-11-20T09:00Z', '2026-11-20T10:00Z', 32, 1, '2026-11-20T10:00Z',
   'healed'),
  (3, 1, 'brakes', 3, '2026-11-20T09:00Z', '2026-11-20T10:00Z', 0, 1, '2026-11-20T10:00Z',
   'healed');
insert into episode_history values
  (1, '2026-11-20T09:00Z', 7, 1, 39, 1, '[{"record": 1, "values": {"F40D": "2a"}}]'),
  (1, '2026-11-20T10:00Z', 7, 2, 47, 2, '[{"record": 2, "values": {"F40D": "2b"}}]'),
  (1, '2026-11-20T11:00Z', 7, 3, 40, 3, '[]'),
  (2, '2026-11-20T09:00Z', 7, 1, 39, 1, '[]'),
  (2, '2026-11-20T10:00Z', 7, 2, 32, 1, '[]'),
  (3, '2026-11-20T09:00Z', 7, 5, 1, 1, '[]');
insert into refused_frames (topic, digest, payload, reason, detail, times_seen, first_seen_at,
  last_seen_at)
select 'v1/a/telemetry', sha256(n::text::bytea), 'x', 'undecodable', 'why', 2,
  '2026-11-20T09:00Z'::timestamptz + n * interval '1 s',
  '2026-11-20T10:00Z'::timestamptz + n * interval '1 s'
from generate_series(1, 20) n;
"""


async def test_what_was_stored_before_is_told_in_the_new_words(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bits, confirmation, counts and newest snapshots of episodes; counts of refusals."""
    released = [one for one in migrations() if one[0] <= RELEASED]
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        with monkeypatch.context() as patched:
            patched.setattr("gateway.store.migrate.migrations", lambda: released)
            await migrate(connection)
        await connection.execute(BEFORE.encode())
        await migrate(connection)
        cursor = await connection.execute(
            "select seen, extract(hour from confirmed_at at time zone 'UTC')::int, reports,"
            " lines, near_miss, snapshots from episodes order by id"
        )
        episodes = await cursor.fetchall()
        cursor = await connection.execute(
            "select reason, topic, times_seen, (select count(*) filter (where early)"
            " from refused_frames f where f.source = r.source) from refusals r"
        )
        refusals = await cursor.fetchall()
    assert episodes == [
        (47, 10, 3, 3, False, [{"record": 2, "values": {"F40D": "2b"}}]),
        (39, None, 2, 2, True, []),
        (1, 9, 1, 1, False, []),
    ]
    assert refusals == [("undecodable", "v1/a/telemetry", 40, 8)]
