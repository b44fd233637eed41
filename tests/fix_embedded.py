"""A real broker and a real database for every test that asks: embedded, or named by option.

`--broker mqtt://user:password@host:port` and `--dsn postgresql://...` replace them; such a
broker must let the user of its address hear and say everything below `v1/`.
"""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiomqtt
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gateway.domain.vin import Vin
from gateway.embedded import (
    BrokerAccount,
    EmbeddedBroker,
    EmbeddedDatabase,
    gateway_account,
    vehicle_account,
)

VINS = tuple(Vin(f"WVWZZZ1KZ8W10000{digit}") for digit in range(1, 4))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--dsn", help="a PostgreSQL whose role may create databases")
    parser.addoption("--broker", help="an MQTT broker, as mqtt://user:password@host:port")


@dataclass(frozen=True, kw_only=True)
class LiveBroker:
    """Where tests connect, and as whom."""

    url: str
    gateway: BrokerAccount
    embedded: EmbeddedBroker | None = None

    async def admit(self, *accounts: BrokerAccount) -> None:
        """Let these connect too; an account of the same username is replaced."""
        if self.embedded:
            known = {account.username: account for account in self.embedded.accounts}
            known |= {account.username: account for account in accounts}
            await self.embedded.set_accounts([*known.values()])

    async def vehicle(self, vin: Vin) -> BrokerAccount:
        """This vehicle's account, admitted."""
        if self.embedded is None:
            return self.gateway
        known = {account.username: account for account in self.embedded.accounts}
        if vin.text not in known:
            await self.admit(vehicle_account(vin, secrets.token_urlsafe(8)))
            return await self.vehicle(vin)
        return known[vin.text]

    def client(self, account: BrokerAccount, **options: Any) -> aiomqtt.Client:
        """Not connected yet. The identifier is the username unless given."""
        address = urlsplit(self.url)
        options.setdefault("identifier", account.username)
        return aiomqtt.Client(
            address.hostname or "",
            address.port or 1883,
            username=account.username,
            password=account.password,
            **options,
        )


@dataclass(frozen=True)
class LiveDatabase:
    """A server whose role may create databases."""

    dsn: str


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A data folder that the user which root drops to can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="vdg-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
async def broker(
    request: pytest.FixtureRequest, open_folder: Path
) -> AsyncIterator[LiveBroker]:
    """One broker for the whole run: use a VIN of your own, or clear what you retain."""
    if url := request.config.getoption("--broker"):
        yield _given_broker(url)
        return
    gateway = gateway_account(secrets.token_urlsafe(8))
    vehicles = [vehicle_account(vin, secrets.token_urlsafe(8)) for vin in VINS]
    async with EmbeddedBroker(open_folder, [gateway, *vehicles]) as embedded:
        yield LiveBroker(url=embedded.url, gateway=gateway, embedded=embedded)


@pytest.fixture(scope="session")
async def database(
    request: pytest.FixtureRequest, open_folder: Path
) -> AsyncIterator[LiveDatabase]:
    """One server for the whole run; its own database stays empty, see `dsn`."""
    if dsn := request.config.getoption("--dsn"):
        yield LiveDatabase(dsn)
        return
    async with EmbeddedDatabase(open_folder) as embedded:
        yield LiveDatabase(embedded.dsn)


@pytest.fixture
async def dsn(database: LiveDatabase) -> AsyncIterator[str]:
    """An empty database of this test's own."""
    async with fresh_database(database) as fresh:
        yield fresh


@asynccontextmanager
async def fresh_database(server: LiveDatabase) -> AsyncIterator[str]:
    """Created and dropped around the block, whoever is still connected to it."""
    name = sql.Identifier(plain := f"test_{secrets.token_hex(6)}")
    fresh = make_conninfo(server.dsn, dbname=plain)
    async with await psycopg.AsyncConnection.connect(server.dsn, autocommit=True) as admin:
        await admin.execute(sql.SQL("create database {}").format(name))
        await _like_the_server(admin, fresh)
        try:
            yield fresh
        finally:
            # Not "with (force)": it may not end a superuser's autovacuum, which ends by itself.
            await admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = %s and usename = current_user",
                [plain],
            )
            await admin.execute(sql.SQL("drop database {}").format(name))


async def _like_the_server(admin: psycopg.AsyncConnection, fresh: str) -> None:
    """With TimescaleDB, when the server's own database has it."""
    cursor = await admin.execute("select from pg_extension where extname = 'timescaledb'")
    if await cursor.fetchone() is not None:
        async with await psycopg.AsyncConnection.connect(fresh, autocommit=True) as database:
            await database.execute("create extension if not exists timescaledb")


async def restarted(part: EmbeddedBroker | EmbeddedDatabase, before: int) -> int:
    """The pid of the process that took the place of `before`."""
    for _ in range(3000):
        if (now := await part.ready()) != before:
            return now
        await asyncio.sleep(0.01)
    pytest.fail("the part was not restarted")


def _given_broker(url: str) -> LiveBroker:
    address = urlsplit(url)
    account = BrokerAccount(
        username=unquote(address.username or "anyone"),
        password=unquote(address.password or "none"),
        publish=("v1/#",),
        subscribe=("v1/#",),
    )
    return LiveBroker(url=f"mqtt://{address.hostname}:{address.port or 1883}", gateway=account)
