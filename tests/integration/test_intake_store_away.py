"""A database that dies in the middle: acknowledgements stop, the gateway does not."""

import os
import signal
from pathlib import Path

import pytest

from gateway.embedded import EmbeddedDatabase
from gateway.store.pool import Pool
from tests import fix_wire as wire
from tests.fix_bad_frames import car
from tests.fix_embedded import LiveBroker, restarted
from tests.fix_serving import a_gateway, anyone, eventually, forget_session

pytestmark = pytest.mark.slow
VIN = car(950)
REPORTS = 400


async def counted(pool: Pool) -> tuple[int, int]:
    """Reports in the ledger, and blocks of samples."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select (select count(*) from reports), (select count(*) from telemetry_blocks)"
        )
        [(reports, blocks)] = await cursor.fetchall()
        return reports, blocks


async def kill(database: EmbeddedDatabase) -> None:
    """Its supervisor starts it again."""
    pid = await database.ready()
    os.kill(pid, signal.SIGKILL)
    await restarted(database, pid)


async def test_a_database_that_is_killed_costs_nothing(
    broker: LiveBroker, open_folder: Path, tmp_path: Path
) -> None:
    """Twice killed while reports come in: each is stored, and stored once."""
    await forget_session(broker)
    async with (
        EmbeddedDatabase(open_folder / "killed") as database,
        a_gateway(broker, database.dsn, tmp_path) as live,
        anyone(broker) as client,
    ):
        for seq in range(1, REPORTS + 1):
            body = wire.telemetry(VIN, seq)
            await client.publish(wire.topic(VIN, "telemetry"), body, qos=1)
            if seq in {REPORTS // 3, 2 * REPORTS // 3}:
                await kill(database)

        async def ledger() -> tuple[int, int]:
            return await counted(live.pool)

        found = await eventually(ledger, lambda counts: counts[0] >= REPORTS)
        assert found == (REPORTS, REPORTS)
        page = await live.console.intake()
        assert (page.reports["stored"], page.refused) == (REPORTS, {})
    await forget_session(broker)
