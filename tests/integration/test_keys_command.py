"""`vdg keys`: a key is made, listed and revoked on a real database."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.commands.keys import keys
from gateway.pipeline.keys import Key, Scope
from gateway.store.keys import PostgresKeyRing
from gateway.store.pool import open_pool
from gateway.store.vehicles import register
from gateway.web.sign_in.tokens import digest
from gateway.wiring.clock import wall
from tests.fix_store import CAR, OTHER_CAR, PAPERS

pytestmark = pytest.mark.slow
READ = ("--scope", "verdicts:read")


def run(dsn: str, *words: str) -> Result:
    return CliRunner().invoke(keys, [*words, "--database", dsn])


async def fill(dsn: str) -> None:
    async with open_pool(dsn) as pool:
        await register(pool, PAPERS)


async def shown(dsn: str, secret: str) -> Key | None:
    async with open_pool(dsn) as pool:
        return await PostgresKeyRing(pool).key(digest(secret), CAR, wall())


def test_a_key_from_its_making_to_its_end(dsn: str) -> None:
    """Shown once, kept as a digest; listed with what it opens; revoked, it opens nothing."""
    asyncio.run(fill(dsn))
    assert "There are no keys." in run(dsn, "list").stdout
    made = run(dsn, "add", "roadside", *READ, "--vehicle", CAR.text, "--by", "A. Okafor")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    opened = Key("roadside", frozenset({Scope.VERDICTS_READ}), True)
    assert asyncio.run(shown(dsn, secret)) == opened
    listed = run(dsn, "list").stdout
    assert secret not in listed
    assert all(word in listed for word in ("roadside", "verdicts:read", "Okafor", "live"))
    assert run(dsn, "revoke", "roadside").exit_code == 0
    assert asyncio.run(shown(dsn, secret)) is None
    assert "revoked" in run(dsn, "list").stdout
    assert run(dsn, "revoke", "roadside").exit_code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "x", *READ), "of which vehicles?"),
        (("add", "x", *READ, "--vehicle", CAR.text, "--every-vehicle"), "of which vehicles?"),
        (("add", "x", "--every-vehicle"), "--scope"),
        (("add", "x", "--scope", "all", "--every-vehicle"), "'all' is not"),
        (("add", "x", *READ, "--vehicle", "nonsense"), "not a vehicle identification number"),
        (("add", "x", *READ, "--vehicle", OTHER_CAR.text), "This key cannot be made"),
    ],
)
def test_half_an_order_is_refused(dsn: str, words: tuple[str, ...], told: str) -> None:
    """No right comes from an option that was forgotten; nothing is made."""
    refused = run(dsn, *words)
    assert refused.exit_code != 0
    assert told in refused.output
    assert "There are no keys." in run(dsn, "list").stdout


@pytest.mark.parametrize(
    "words", [("list",), ("revoke", "x"), ("add", "x", *READ, "--every-vehicle")]
)
def test_a_mistyped_folder_gets_no_keys(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Nor a database of its own."""
    data = tmp_path / "dta"
    refused = CliRunner().invoke(keys, [*words, "--data", str(data)])
    assert refused.exit_code != 0
    assert "is no data folder of a gateway" in refused.output
    assert not data.exists()
