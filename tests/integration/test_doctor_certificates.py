"""`vdg doctor` on certificates: those in the data folder, the vehicles', and the brokers'."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.doctor.broker import check_broker
from gateway.doctor.certificates import check_certificates, check_vehicles
from gateway.doctor.check import Check, Health
from gateway.identity.installation import Installation
from gateway.store.identities import PostgresIdentities
from gateway.store.pool import Pool, open_pool
from tests.fix_identity import ONE, OTHER, GuardedBroker, Registry, now

NOW = now()


def at(folder: Path, days: int) -> dict[str, Check]:
    return {check.what: check for check in check_certificates(folder, NOW + timedelta(days))}


def test_what_an_installation_shows_is_looked_at(tmp_path: Path) -> None:
    """Good, soon to end, ended; nothing is said of a data folder that is new."""
    assert at(tmp_path, 0) == {}
    installation = Installation(tmp_path)
    installation.listener(NOW, "127.0.0.1", ())
    installation.client(NOW)
    for what in ("broker's certificate", "gateway's certificate"):
        seen = [at(tmp_path, days)[what] for days in (0, 800, 830)]
        assert [check.health for check in seen] == [Health.GOOD, Health.ODD, Health.BAD]
        assert [bool(check.advice) for check in seen] == [False, True, True]


def test_the_authority_is_spoken_of_years_ahead(tmp_path: Path) -> None:
    """What it signs cannot outlive it: there has to be time for all vehicles."""
    Installation(tmp_path).authority(NOW)
    seen = [at(tmp_path, days)["certificate authority"] for days in (0, 6600, 7301)]
    assert [check.health for check in seen] == [Health.GOOD, Health.ODD, Health.BAD]


async def vehicles(pool: Pool, days: int = 0) -> list[tuple[Health, str]]:
    async with pool.connection() as connection:
        found = check_vehicles(connection, NOW + timedelta(days))
        return [(check.health, check.found) async for check in found]


@pytest.mark.slow
async def test_vehicles_whose_certificates_end_are_named(dsn: str, tmp_path: Path) -> None:
    """Of each the newest that is not revoked counts; without any there is nothing to say."""
    async with open_pool(dsn) as pool:
        registry = Registry(folder=tmp_path, identities=PostgresIdentities(pool))
        assert await vehicles(pool) == []
        await registry.enrol(ONE, OTHER)
        assert [health for health, _ in await vehicles(pool)] == [Health.GOOD]
        [(health, words)] = await vehicles(pool, 340)
        assert (health, words[:36]) == (Health.ODD, f"{ONE.text}, {OTHER.text}"[:36])
        await registry.revoke(OTHER)
        [(health, words)] = await vehicles(pool, 400)
        assert (health, OTHER.text in words) == (Health.ODD, False)
        assert words.startswith(f"{ONE.text}: ended")


@pytest.mark.slow
async def test_what_brokers_show_is_looked_at(guarded: GuardedBroker) -> None:
    """Its certificate, and our own: as the broker's URL has it."""
    installation = guarded.registry.installation
    ours = installation.client(now())
    url = f"mqtts://localhost:{guarded.port}?ca={installation.certificate}&cert={ours}"
    found = {check.what: check.health async for check in check_broker(url)}
    assert found["broker's certificate"] is Health.GOOD
    assert found["certificate that we show"] is Health.GOOD
