"""`vdg doctor` on a real installation: well, ill, and not there."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.doctor.check import Health
from gateway.doctor.database import check_database
from gateway.doctor.run import examine
from gateway.settings import Settings
from gateway.store.migrate import WHAT_TO_DO
from gateway.store.pool import open_pool
from gateway.wiring.announcement import announce
from gateway.wiring.serve import serving
from tests.fix_embedded import LiveBroker, LiveDatabase, fresh_database
from tests.fix_serving import broker_url, forget_session

pytestmark = pytest.mark.slow


async def found(settings: Settings) -> dict[str, Health]:
    """The worst of each thing that was looked at."""
    worst: dict[str, Health] = {}
    order = list(Health)
    async for check in examine(settings):
        known = worst.get(check.what, Health.GOOD)
        worst[check.what] = max(known, check.health, key=order.index)
    return worst


async def test_a_gateway_at_work_is_well(
    broker: LiveBroker, database: LiveDatabase, tmp_path: Path
) -> None:
    """Broker, schema, clock and the gateway itself are good, and it goes on working."""
    await forget_session(broker)
    async with fresh_database(database) as dsn:
        settings = Settings(
            data=tmp_path,
            broker=broker_url(broker),
            plain_text=True,
            broker_proof="off",
            database=dsn,
            port=0,
        )
        async with serving(settings) as running:
            announce(settings.data, running)
            health = await found(settings)
    await forget_session(broker)
    for what in (
        "data folder",
        "secrets",
        "broker",
        "database",
        "schema",
        "durability",
        "gateway",
    ):
        assert (what, health[what]) == (what, Health.GOOD)


def doctor(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    said = subprocess.run(  # noqa: S603 -- our own interpreter, our own words
        [sys.executable, "-m", "gateway", "doctor", "--json", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.returncode, json.loads(said.stdout)


def test_what_is_ill_is_named_with_advice(tmp_path: Path) -> None:
    """No broker, no database, a secret that others may read: exit status 1, what to do."""
    secret = tmp_path / "command.key"
    secret.write_text("nothing")
    secret.chmod(0o644)
    status, checks = doctor(
        *("--data", str(tmp_path)),
        *("--broker", "mqtts://127.0.0.1:1"),
        *("--database", "postgresql://127.0.0.1:1/none"),
    )
    ill = {check["what"]: check["advice"] for check in checks if check["health"] == "bad"}
    assert status == 1
    assert set(ill) == {"secrets", "broker", "database"}
    assert all(ill.values())


async def test_a_schema_of_a_newer_gateway_is_explained(database: LiveDatabase) -> None:
    """What no gateway of this version starts on any more, with both ways out."""
    async with fresh_database(database) as dsn:
        async with open_pool(dsn) as pool, pool.connection() as connection:
            await connection.execute("insert into migrations (name) values ('9999_new')")
        [schema] = [one async for one in check_database(dsn) if one.what == "schema"]
    assert (schema.health, schema.advice) == (Health.BAD, WHAT_TO_DO)
    assert "9999_new" in schema.found


def test_a_first_start_lacks_nothing(tmp_path: Path) -> None:
    """An empty folder and embedded parts: odd things, but nothing bad, exit status 0."""
    status, checks = doctor("--data", str(tmp_path / "new"))
    assert status == 0
    assert "bad" not in {check["health"] for check in checks}
