"""The store where TimescaleDB is: its schema, its policies, its aggregates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from gateway.domain.vin import Vin
from gateway.store.archive import new_archive
from gateway.store.backup import back_up
from gateway.store.erasure import Order, erase
from gateway.store.maintenance import Maintenance
from gateway.store.migrate import migrate, migrations
from gateway.store.retention import Retention
from tests.fix_blocks import a_block, a_vehicle, rolled_up
from tests.fix_timescale import OneConnection

pytestmark = pytest.mark.slow
VIN = Vin("WVWZZZ1JZXW000001")
NOON = datetime.now(tz=UTC).replace(hour=12, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
KEEP = Retention(
    telemetry=30 * DAY,
    roll_ups=3650 * DAY,
    operations=3650 * DAY,
    fault_reports=3650 * DAY,
    refused=90 * DAY,
)
JOBS = """
select proc_name, hypertable_name from timescaledb_information.jobs
where hypertable_name is not null order by 1, 2
"""
POLICIES = [
    ("policy_compression", "signal_hours"),
    ("policy_compression", "telemetry_blocks"),
    ("policy_refresh_continuous_aggregate", "signal_days"),
    ("policy_retention", "signal_days"),
    ("policy_retention", "signal_hours"),
    ("policy_retention", "telemetry_blocks"),
]
Connection = AsyncConnection[TupleRow]


async def asked(connection: Connection, statement: str) -> list[Any]:
    cursor = await connection.execute(statement.encode())
    return await cursor.fetchall()


async def ran(connection: Connection, procedure: str, table: str) -> None:
    """Runs a policy as its background worker would; the WebAssembly build has none."""
    for (job,) in await asked(
        connection,
        "select job_id from timescaledb_information.jobs"  # noqa: S608 -- a test's own words
        f" where proc_name = '{procedure}' and hypertable_name = '{table}'",
    ):
        await connection.execute(sql.SQL("call run_job({})").format(job))


async def test_it_keeps_what_partitions_keep_elsewhere(
    timescale: Connection, tmp_path: Path
) -> None:
    """Hypertables, late samples, policies, aggregates, columns and drops, in one story."""
    assert await migrate(timescale) == [name for name, _ in migrations()]
    await timescale.set_autocommit(False)
    maintenance = Maintenance(OneConnection(timescale), KEEP)  # type: ignore[arg-type]
    vehicle = await a_vehicle(timescale, VIN.text)
    for age in range(50):
        await a_block(timescale, vehicle, NOON - age * DAY, (1.0, 2.0), (3.0, 4.0))
    await timescale.commit()

    assert await maintenance.look(NOON)
    assert await maintenance.look(NOON)
    await timescale.commit()
    tables = "select hypertable_name from timescaledb_information.hypertables order by 1"
    assert await asked(timescale, tables) == [("signal_hours",), ("telemetry_blocks",)]
    assert await asked(timescale, JOBS) == POLICIES
    await timescale.commit()
    await timescale.set_autocommit(True)
    await the_policies_do_their_work(timescale, vehicle, maintenance)
    await it_is_backed_up(timescale, tmp_path / "backup.zip")
    await it_is_forgotten(timescale)


async def the_policies_do_their_work(
    timescale: Connection, vehicle: int, maintenance: Maintenance
) -> None:
    blocks = "select count(*) from telemetry_blocks"
    await ran(timescale, "policy_retention", "telemetry_blocks")
    [(left,)] = await asked(timescale, blocks)
    assert left == 31
    await ran(timescale, "policy_compression", "telemetry_blocks")
    in_columns = (
        "select count(*) from timescaledb_information.chunks"
        " where is_compressed and hypertable_name = 'telemetry_blocks'"
    )
    [(compressed,)] = await asked(timescale, in_columns)
    assert compressed > 20
    assert [(left,)] == await asked(timescale, blocks)

    await timescale.execute("select compress_chunk(c) from show_chunks('signal_hours') c")
    await a_block(timescale, vehicle, NOON - 20 * DAY, (9.0, 9.0))
    assert await maintenance.look(NOON)
    await timescale.execute("call refresh_continuous_aggregate('signal_days', null, null)")
    for span in ("hour", "day"):
        totals = [point.total for point in await rolled_up(timescale, vehicle, 3, span)]
        assert sorted(totals) == [4.0] * 49 + [13.0]


async def it_is_backed_up(timescale: Connection, path: Path) -> None:
    """Out of chunks in rows and in columns; and it says where partitions will be needed."""
    with new_archive(path) as archive:
        manifest = await back_up(
            timescale, archive, files={}, version="0.1", now=NOON, told=lambda *_: None
        )
    await timescale.set_isolation_level(None)
    await timescale.set_read_only(None)
    rows = {entry.name: entry.rows for entry in manifest.tables}
    assert (rows["telemetry_blocks"], rows["signal_hours"]) == (32, 100)
    assert len(manifest.partitions["telemetry_blocks"]) == 31


async def it_is_forgotten(timescale: Connection) -> None:
    """Also what lies in columns, and what the aggregate has added up."""
    order = Order(vin=VIN, owner_only=False, by="night shift")
    counts = await erase(timescale, order, NOON, lambda *_: None)
    assert (counts["telemetry_blocks"], counts["signal_hours"]) == (32, 100)
    for table in ("telemetry_blocks", "signal_hours", "signal_days"):
        assert await asked(timescale, f"select count(*) from {table}") == [(0,)]  # noqa: S608
