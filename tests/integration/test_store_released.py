"""From every released schema to the newest: the rows are there."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from gateway.store.migrate import migrate, migrations
from gateway.store.pool import Connection
from tests.fix_full_store import VIN, fill

pytestmark = pytest.mark.slow
NAMES = [name for name, _ in migrations()]
Row = tuple[str, dict[str, Any]]


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


async def rows(connection: Connection, tables: set[str]) -> list[Row]:
    """Each with its table, as column → value; a view that was a table once counts as one."""
    found: list[Row] = []
    for table in sorted(tables):
        cursor = await connection.execute(
            SQL("select to_jsonb(one) from {} one").format(Identifier(table))
        )
        found += [(table, values) for (values,) in await cursor.fetchall()]
    return found


def holds(later: Row, earlier: Row) -> bool:
    """It may have got columns, and has lost none."""
    (table, values), (former, was) = later, earlier
    return table == former and was.items() <= values.items()


@pytest.mark.parametrize("release", NAMES[:-1])
async def test_every_row_survives(dsn: str, release: str) -> None:
    """From whatever state a gateway has left behind; with every value that it had."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        assert await migrate(connection, only=up_to(release)) == up_to(release)
        tables = (await fill(connection)).columns.keys() - {"migrations", "erasures"}
        before = await rows(connection, tables)
        assert {table for table, _ in before} == tables
        assert await migrate(connection) == NAMES[len(up_to(release)) :]
        after = await rows(connection, tables)
        lost = [row for row in before if not any(holds(other, row) for other in after)]
        assert lost == []


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
