"""From every released schema to the newest: the rows are there."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from gateway.store.migrate import migrate, migrations
from gateway.store.pool import Connection
from tests.fix_full_store import NOW, SAID, VIN, fill

pytestmark = pytest.mark.slow
NAMES = [name for name, _ in migrations()]
RELEASED = ["0001_first_drive"]
"""The last migration of each release."""
BLOCK = """
select vehicle_id, boot_id, seq, matrix, starts_at, ends_at, received_at, time_source, samples
from telemetry_blocks
"""


def up_to(last: str) -> list[str]:
    return NAMES[: NAMES.index(last) + 1]


async def counts(connection: Connection, tables: set[str]) -> dict[str, int]:
    found = {}
    for table in tables:
        cursor = await connection.execute(
            SQL("select count(*) from {}").format(Identifier(table))
        )
        [(found[table],)] = await cursor.fetchall()
    return found


@pytest.mark.parametrize("release", RELEASED)
async def test_every_row_survives(dsn: str, release: str) -> None:
    """Whatever became of its table; telemetry in the partition of its day."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        assert await migrate(connection, only=up_to(release)) == up_to(release)
        schema = await fill(connection)
        tables = schema.columns.keys() - {"migrations"}
        before = await counts(connection, tables)
        assert all(before.values())
        assert await migrate(connection) == NAMES[len(up_to(release)) :]
        after = await counts(connection, tables)
        assert {name for name in tables if after[name] < before[name]} == set()
        cursor = await connection.execute(BLOCK)
        assert await cursor.fetchall() == [(1, 1, 1, 1, NOW, NOW, NOW, SAID, b"")]
        cursor = await connection.execute("select vin, model from vehicles")
        assert await cursor.fetchall() == [(VIN.text, SAID)]
        cursor = await connection.execute(
            "select received = '{[1,2)}', last_seq from boots where vehicle_id = 1"
        )
        assert await cursor.fetchall() == [(True, 1)]


async def test_days_that_were_there_get_their_partitions(dsn: str) -> None:
    """A database that has been at work for a while starts sorted."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        await migrate(connection, only=up_to("0003_held_back"))
        await connection.execute("insert into vehicles (vin) values (%s)", [VIN.text])
        await connection.execute(
            "insert into telemetry_blocks (vehicle_id, boot_id, seq, matrix, starts_at,"
            " ends_at, received_at, uptime_ms, wall_ms, time_source, thinned_samples,"
            " signal_set, offsets_ms, samples)"
            " select 1, 1, n, 0, day, day, now(), 0, 0, 'uptime', 0, 1, '', ''"
            " from generate_series(1, 5) n, lateral (select now() - n * %s as day) days",
            [timedelta(days=1)],
        )
        await migrate(connection)
        cursor = await connection.execute("select to_regclass('telemetry_blocks_default')")
        aside = "telemetry_blocks_default" if await cursor.fetchone() != (None,) else None
        assert await counts(connection, {"telemetry_blocks"}) == {"telemetry_blocks": 5}
        if aside is not None:
            assert await counts(connection, {aside}) == {aside: 0}
