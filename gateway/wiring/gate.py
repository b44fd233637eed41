"""The embedded broker with vehicles' certificates: whom the store knows may speak."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

from gateway.domain.certificate import Serial
from gateway.embedded import BrokerAccount, EmbeddedBroker, Guard, Tls
from gateway.embedded.port import LOOPBACK
from gateway.identity.installation import Installation
from gateway.identity.registry_office import serial_in
from gateway.identity.roll import Roll
from gateway.store.identities import PostgresIdentities, follow
from gateway.store.pool import Pool
from gateway.wiring.clock import wall
from gateway.wiring.renewal import BrokerCertificate, renewing


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the broker listens for vehicles, and its names in their network."""

    host: str = LOOPBACK
    names: Sequence[str] = ()


@asynccontextmanager
async def guarded_broker(
    installation: Installation,
    accounts: Sequence[BrokerAccount],
    pool: Pool,
    dsn: str,
    listening: Listening | None = None,
) -> AsyncIterator[EmbeddedBroker]:
    """Whose certificate is revoked is put out; who is enrolled meanwhile gets in."""
    place = listening or Listening()
    roll = Roll(PostgresIdentities(pool), wall)
    await roll.refresh()

    def listener() -> Tls:
        return installation.listener(wall(), place.host, place.names)

    guard = Guard(listener(), roll.admit)
    shown = serial_in(installation.broker_file)
    async with (
        EmbeddedBroker(installation.data, accounts, guard=guard) as broker,
        asyncio.TaskGroup() as group,
    ):
        tasks: set[asyncio.Task[None]] = set()

        def begin(work: Coroutine[None, None, None]) -> None:
            task = group.create_task(work)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        async def changed(serials: Sequence[Serial] | None) -> None:
            for vin in await roll.refresh(serials):
                begin(broker.put_out(vin))

        begin(follow(dsn, changed))
        certificate = BrokerCertificate(
            installation=installation, broker=broker, renew=listener, shown=shown
        )
        begin(renewing(certificate))
        try:
            yield broker
        finally:
            for task in tasks:
                task.cancel()


def own_url(broker: EmbeddedBroker, own: BrokerAccount) -> str:
    """How the gateway reaches it, on this machine: keep it to yourself."""
    user = f"{quote(own.username, safe='')}:{quote(own.password, safe='')}"
    return f"nats://{user}@{LOOPBACK}:{broker.nats_port}"
