"""A whole gateway at work on a real broker and a real database, and vehicles to speak to it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import aiomqtt
import pytest

from gateway.domain.topic import GATEWAY
from gateway.embedded import BrokerAccount
from gateway.pipeline.ports import ConsoleReader
from gateway.settings import Settings
from gateway.store.console import PostgresConsole
from gateway.store.pool import Pool, open_pool
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from gateway.wiring.serve import serving
from tests.fix_embedded import LiveBroker, LiveDatabase, fresh_database

PATIENCE_S = 300.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGateway:
    """A gateway that runs at `url`; `console` and `pool` look at its database from outside."""

    url: str
    broker: LiveBroker
    dsn: str
    pool: Pool
    console: ConsoleReader


async def eventually(ask: Callable[[], Awaitable[T]], holds: Callable[[T], bool]) -> T:
    """The first answer that holds; the last one when that takes too long."""
    answer = await ask()
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not holds(answer):
                await asyncio.sleep(0.02)
                answer = await ask()
    except TimeoutError:
        pass
    return answer


async def remembered(client: aiomqtt.Client, topic: str, payload: bytes) -> bool:
    """Whether the broker tells this to who comes now; NATS confirms it a moment before that."""

    async def told() -> object:
        await client.subscribe(topic, qos=1)
        try:
            async with asyncio.timeout(1):
                return (await anext(client.messages)).payload
        except TimeoutError:
            return None
        finally:
            await client.unsubscribe(topic)

    return await eventually(told, lambda said: said == payload) == payload


def broker_url(broker: LiveBroker) -> str:
    """With the gateway's name and password in it."""
    own, address = broker.gateway, urlsplit(broker.url)
    user = f"{quote(own.username, safe='')}:{quote(own.password, safe='')}"
    return f"{address.scheme}://{user}@{address.hostname}:{address.port}"


async def forget_session(broker: LiveBroker, client_id: str = GATEWAY) -> None:
    """What the broker kept for an earlier gateway is none of this test's business."""
    async with broker.client(broker.gateway, identifier=client_id, clean_session=True):
        pass


async def stranger(broker: LiveBroker) -> BrokerAccount:
    """An account that may say anything on any topic."""
    if broker.embedded is None:
        return broker.gateway
    account = BrokerAccount(
        username="stranger", password=secrets.token_urlsafe(8), publish=("v1/#",)
    )
    await broker.admit(account)
    return account


@asynccontextmanager
async def anyone(broker: LiveBroker) -> AsyncIterator[aiomqtt.Client]:
    """A connected client that may say anything."""
    name = f"stranger-{secrets.token_hex(4)}"
    async with broker.client(await stranger(broker), identifier=name) as client:
        yield client


@asynccontextmanager
async def a_gateway(
    broker: LiveBroker, dsn: str, data: Path, **given: Any
) -> AsyncIterator[LiveGateway]:
    """Serves until the block ends; its session on the broker stays."""
    url = broker_url(broker)
    settings = Settings(
        data=data,
        broker=url,
        plain_text=True,
        broker_proof="off",
        database=dsn,
        port=0,
        **given,
    )
    async with serving(settings) as running, open_pool(dsn, size=2) as pool:
        yield LiveGateway(
            url=running.console,
            broker=broker,
            dsn=dsn,
            pool=pool,
            console=PostgresConsole(pool, RULEBOOK.entry, signals_that_tell),
        )


@pytest.fixture(scope="module")
async def gateway(
    broker: LiveBroker, database: LiveDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LiveGateway]:
    """One gateway for the tests of a module: use a VIN of your own."""
    await forget_session(broker)
    data = tmp_path_factory.mktemp("gateway")
    async with fresh_database(database) as dsn, a_gateway(broker, dsn, data) as live:
        yield live
    await forget_session(broker)
