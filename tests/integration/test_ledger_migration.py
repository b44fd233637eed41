"""What the first released schema has taken in is in the ledger after the migration, once."""

import psycopg
import pytest
from psycopg.types.range import Range

from gateway.store.migrate import migrate, migrations

pytestmark = pytest.mark.slow
RELEASED = "0001_first_drive"
BEFORE = """
insert into vehicles (id, vin) values (1, 'WVWZZZ1JZXW000001'), (2, 'WVWZZZ1JZXW000002');
insert into boots (vehicle_id, boot_id, boot_count) values (1, 7, 1), (1, 8, 2), (2, 7, 1);
insert into reports
select 1, 7, seq, case when seq = 5 then 'FaultReport' when seq = 9 then 'Reply'
    else 'Telemetry' end,
  '2026-11-20T09:00Z'::timestamptz + seq * interval '1 s', 'uptime', '2026-11-20T10:00Z',
  1000 * seq, nullif(seq, 3), 50, case when seq < 5 then 2 else 0 end
from unnest(array[1, 2, 3, 5, 9]) seq;
insert into signal_sets values (4, '{10}', 'x');
insert into telemetry_blocks
select 1, 7, seq, matrix, '2026-11-20T09:00Z'::timestamptz + seq * interval '1 s',
  '2026-11-20T09:01Z', 4, '\\x00000000', '\\x0000803f'
from unnest(array[1, 3]) seq, generate_series(0, 1) matrix;
insert into fault_reports
values (1, 7, 5, 1, 1, '2026-11-20T09:00:05Z', 'brakes', 1, 255, '[]');
insert into replies values (1, 7, 9, '2026-11-20T09:00:09Z', gen_random_uuid(), 'running', '',
  1, 2, '', '[]');
insert into omissions values (1, 7, 4, 4, 20, 'out_of_memory', 7, 2);
"""


async def test_what_was_taken_in_stays_taken_in(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ranges by boot, headers beside their content, and a row for a report without samples."""
    released = [one for one in migrations() if one[0] <= RELEASED]
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        with monkeypatch.context() as patched:
            patched.setattr("gateway.store.migrate.migrations", lambda: released)
            await migrate(connection)
        await connection.execute("set time zone 'UTC'")
        await connection.execute(BEFORE.encode())
        old = await (await connection.execute("select * from reports order by seq")).fetchall()
        await migrate(connection)
        ledger = await connection.execute(
            "select vehicle_id, boot_id, received, last_seq from boots order by 1, 2"
        )
        new = await connection.execute(
            "select vehicle_id, boot_id, seq, kind, at, time_source, received_at, uptime_ms,"
            " age_ms, wall_ms, thinned_samples from reports order by seq"
        )
        blocks = await connection.execute(
            "select seq, matrix, length(samples) from telemetry_blocks order by 1, 2"
        )
        told = await connection.execute(
            "select extract(second from told_at)::int, extract(second from latest_at)::int"
            " from omissions join vehicles v on v.id = vehicle_id"
        )
        assert [
            (*key, list(ranges), last) for *key, ranges, last in await ledger.fetchall()
        ] == [
            (1, 7, [Range(1, 4), Range(5, 6), Range(9, 10)], 9),
            (1, 8, [], 0),
            (2, 7, [], 0),
        ]
        assert await new.fetchall() == old
        assert await blocks.fetchall() == [
            (1, 0, 4),
            (1, 1, 4),
            (2, 0, 0),
            (3, 0, 4),
            (3, 1, 4),
        ]
        assert await told.fetchall() == [(2, 9)]
