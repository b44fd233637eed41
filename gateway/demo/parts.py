"""The real parts of a demo or a scenario: broker and database, then a gateway on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo.gateway_process import GatewayProcess, gateway_process
from gateway.demo.world import World, write_settings
from gateway.embedded import BrokerAccount, EmbeddedBroker, EmbeddedDatabase
from gateway.store.pool import Pool, open_pool
from gateway.wiring.accounts import broker_accounts
from gateway.wiring.papers import read_vehicles_file, vins_of


@dataclass(frozen=True)
class Stores:
    """`account` is the gateway's at the broker."""

    broker: EmbeddedBroker
    database: EmbeddedDatabase
    account: BrokerAccount


@dataclass(frozen=True)
class RunningGateway:
    """`pool`: a way of our own into its database, to look from the side."""

    gateway: GatewayProcess
    pool: Pool


@asynccontextmanager
async def running_stores(data: Path, garage: Path) -> AsyncIterator[Stores]:
    """With accounts for the gateway and every car of the garage."""
    accounts = broker_accounts(data, vins_of(read_vehicles_file(garage)))
    async with (
        EmbeddedBroker(data, accounts) as broker,
        EmbeddedDatabase(data) as database,
    ):
        yield Stores(broker, database, accounts[0])


@asynccontextmanager
async def running_gateway(
    world: World, stores: Stores, port: int
) -> AsyncIterator[RunningGateway]:
    """Once it serves; its console listens on `port`, or a free one."""
    own = stores.account
    address = f"mqtt://{own.username}:{own.password}@127.0.0.1:{stores.broker.port}"
    write_settings(world, address, stores.database.dsn, port)
    async with (
        gateway_process(world) as gateway,
        open_pool(stores.database.dsn, size=2) as pool,
    ):
        yield RunningGateway(gateway, pool)
