"""The real parts of a demo or a scenario: broker and database, then a gateway on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo.gateway_process import GatewayProcess, gateway_process
from gateway.demo.world import World, write_settings
from gateway.domain.errors import PartFailed
from gateway.embedded import BrokerAccount, EmbeddedBroker, EmbeddedDatabase
from gateway.identity.installation import Installation
from gateway.store.pool import Pool, open_pool
from gateway.wiring.accounts import broker_accounts
from gateway.wiring.enroll import FILES_NAME, USUAL_LIFE, registry_office
from gateway.wiring.gate import guarded_broker, own_url
from gateway.wiring.papers import read_vehicles_file, vins_of


@dataclass(frozen=True)
class Stores:
    """`account` is the gateway's at the broker; `certificates` the folder of the cars'."""

    broker: EmbeddedBroker
    database: EmbeddedDatabase
    account: BrokerAccount
    installation: Installation

    @property
    def certificates(self) -> Path:
        return self.installation.data / FILES_NAME

    @property
    def gateway_url(self) -> str:
        """With all that the gateway must show there."""
        return own_url(self.broker, self.account)


@dataclass(frozen=True)
class RunningGateway:
    """`pool`: a way of our own into its database, to look from the side."""

    gateway: GatewayProcess
    pool: Pool


@asynccontextmanager
async def running_stores(data: Path, garage: Path) -> AsyncIterator[Stores]:
    """With an account for the gateway, and a certificate for every car of the garage."""
    accounts, installation = broker_accounts(data, []), Installation(data)
    async with (
        EmbeddedDatabase(data) as database,
        open_pool(database.dsn, size=2) as pool,
    ):
        office = registry_office(data, pool, "demo")
        async for car in office.enrol(vins_of(read_vehicles_file(garage)), USUAL_LIFE):
            if not car.good:
                raise PartFailed(f"{car.vin!r} {car.words}")
        async with guarded_broker(installation, accounts, pool, database.dsn) as broker:
            yield Stores(broker, database, accounts[0], installation)


@asynccontextmanager
async def running_gateway(
    world: World, stores: Stores, port: int
) -> AsyncIterator[RunningGateway]:
    """Once it serves; its console listens on `port`, or a free one."""
    write_settings(world, stores.gateway_url, stores.database.dsn, port)
    async with (
        gateway_process(world) as gateway,
        open_pool(stores.database.dsn, size=2) as pool,
    ):
        yield RunningGateway(gateway, pool)
