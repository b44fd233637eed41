"""The embedded broker forgets a vehicle: what it retained, its session, its messages."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from gateway.domain.vin import Vin
from gateway.embedded import (
    EmbeddedBroker,
    forget_vehicles,
    gateway_account,
    vehicle_account,
)
from tests.fix_embedded import VINS, LiveBroker
from tests.fix_serving import eventually

pytestmark = pytest.mark.slow
GONE, STAYS = VINS[:2]
ALL = {"$MQTT_msgs", "$MQTT_rmsgs"}


@pytest.fixture
def folder(open_folder: Path) -> Path:
    made = open_folder / f"forgetting-{secrets.token_hex(4)}"
    made.mkdir()
    return made


@asynccontextmanager
async def a_broker(folder: Path) -> AsyncIterator[LiveBroker]:
    """With two vehicles; nobody takes out what they say."""
    gateway = gateway_account("secret")
    vehicles = [vehicle_account(vin, "secret") for vin in (GONE, STAYS)]
    async with EmbeddedBroker(folder, [gateway, *vehicles]) as embedded:
        yield LiveBroker(url=embedded.url, gateway=gateway, embedded=embedded)


async def drive(broker: LiveBroker, vin: Vin) -> None:
    """It connects with a session, hears commands, says that it is there, and goes."""
    account = await broker.vehicle(vin)
    async with broker.client(account, clean_session=False) as client:
        await client.subscribe(f"v1/{vin.text}/commands", qos=1)
        said = vin.text.encode()
        await client.publish(f"v1/{vin.text}/presence", said, qos=1, retain=True)
        await client.publish(f"v1/{vin.text}/telemetry", said, qos=1)


async def heard(broker: LiveBroker) -> list[str]:
    """What is retained of both, as somebody gets it who subscribes now.

    NATS tells nothing for a moment after its start.
    """
    return await eventually(partial(_heard, broker), bool)


async def _heard(broker: LiveBroker) -> list[str]:
    found = []
    async with broker.client(broker.gateway, identifier=secrets.token_hex(4)) as client:
        for vin in (GONE, STAYS):
            await client.subscribe(f"v1/{vin.text}/presence", qos=1)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while True:
                    found.append(str((await anext(client.messages)).topic))
    return found


async def kept(folder: Path, vin: Vin) -> set[str]:
    """Streams in whose files it stands; of its session an earlier version may."""
    return await asyncio.to_thread(_streams_with, folder, vin) - {"$MQTT_sess"}


def _streams_with(folder: Path, vin: Vin) -> set[str]:
    """The broker may be tidying up meanwhile."""
    found: set[str] = set()
    for place, _, names in os.walk(folder / "broker" / "store"):
        for name in names:
            with suppress(FileNotFoundError):
                if vin.text.encode() in Path(place, name).read_bytes():
                    found.update(part for part in Path(place).parts if part[:6] == "$MQTT_")
    return found


async def test_it_forgets_while_it_runs(folder: Path) -> None:
    """Nobody hears of the vehicle any more, nothing waits for it any more; others stay."""
    async with a_broker(folder) as broker:
        for vin in (GONE, STAYS):
            await drive(broker, vin)
            await eventually(partial(kept, folder, vin), lambda found: found == ALL)
        assert await forget_vehicles(folder, [GONE]) == 4
        await eventually(partial(kept, folder, GONE), lambda found: not found)
        assert await kept(folder, STAYS) == ALL
        assert await heard(broker) == [f"v1/{STAYS.text}/presence"]
        assert await forget_vehicles(folder, [GONE]) == 0


async def test_it_forgets_while_nobody_uses_it(folder: Path) -> None:
    """Started for that alone; afterwards its gateway finds the rest as it was."""
    async with a_broker(folder) as broker:
        for vin in (GONE, STAYS):
            await drive(broker, vin)
    assert await forget_vehicles(folder, [GONE]) == 4
    assert await kept(folder, GONE) == set()
    async with a_broker(folder) as broker:
        assert await heard(broker) == [f"v1/{STAYS.text}/presence"]
        assert await kept(folder, STAYS) == ALL


async def test_a_new_broker_knows_nobody(folder: Path) -> None:
    """Where no vehicle ever was there is nothing to forget."""
    assert await forget_vehicles(folder, [GONE]) == 0
