"""The embedded broker's gatekeeper: what is recorded decides, from one moment to the next."""

import asyncio
import contextlib
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from cryptography import x509

from gateway.embedded import EmbeddedBroker, gateway_account
from gateway.embedded.private_file import write_private
from gateway.identity.installation import GATEWAY_NAME, Installation
from gateway.identity.registry_office import serial_in
from gateway.store.pool import open_pool
from gateway.wiring.gate import guarded_broker
from tests.fix_demo import ROOT
from tests.fix_embedded import restarted
from tests.fix_identity import (
    ONE,
    OTHER,
    Embedded,
    Registry,
    car,
    client,
    embedded,
    now,
    trusting,
)

pytestmark = pytest.mark.slow
OWN = gateway_account("secret")
LIFE = timedelta(seconds=3)


@pytest.fixture
async def guarded_by_memory(tmp_path: Path) -> AsyncIterator[Embedded]:
    """Two vehicles are enrolled: ONE and OTHER."""
    registry = Registry(folder=tmp_path)
    await registry.enrol(ONE, OTHER)
    async with embedded(registry) as broker:
        yield broker


async def gets_in(attempt: aiomqtt.Client) -> bool:
    with contextlib.suppress(aiomqtt.MqttError):
        async with attempt:
            return True
    return False


async def is_cut_off(vehicle: aiomqtt.Client) -> bool:
    with contextlib.suppress(aiomqtt.MqttError):
        async with asyncio.timeout(30):
            await anext(vehicle.messages)
    return True


async def test_a_certificate_without_a_record_opens_nothing(
    guarded_by_memory: Embedded,
) -> None:
    """Signed by our own key, perhaps a stolen one: what was not issued here is unknown."""
    pem = guarded_by_memory.registry.unrecorded(ONE)
    assert not await gets_in(client(guarded_by_memory, pem, ONE.text, timeout=5))


async def test_a_client_id_is_the_vin(guarded_by_memory: Embedded) -> None:
    """Neither another name nor that of the gateway, whose session would be taken over."""
    pem = guarded_by_memory.registry.pem(ONE)
    async with guarded_by_memory.gateway() as gateway:
        for name in (OTHER.text, GATEWAY_NAME, "", ONE.text.lower(), f"{ONE.text}/x"):
            attempt = client(guarded_by_memory, pem, name, timeout=5, clean_session=True)
            assert not await gets_in(attempt)
        await gateway.publish(f"v1/{ONE.text}/commands", b"still here", qos=1)


async def test_a_connection_ends_with_its_certificate(guarded_by_memory: Embedded) -> None:
    """Also one that began in good time."""
    registry = guarded_by_memory.registry
    issued, record = registry.installation.authority(now()).sign_vehicle(
        ONE, now(), LIFE, "a test"
    )
    await registry.identities.issue([record])
    pem = registry.folder / "short.pem"
    write_private(pem, issued.pem)
    cut_off = False
    with contextlib.suppress(aiomqtt.MqttError):
        async with client(guarded_by_memory, pem, ONE.text) as vehicle:
            cut_off = await is_cut_off(vehicle)
    assert cut_off
    assert now() >= record.valid_until


async def test_the_gatekeeper_comes_back_with_its_broker(guarded_by_memory: Embedded) -> None:
    """After kill -9 of the broker vehicles get in again, at the same address."""
    broker = guarded_by_memory.broker
    before = await broker.ready()
    os.kill(before, signal.SIGKILL)
    await restarted(broker, before)
    async with asyncio.timeout(60):
        while not await gets_in(car(guarded_by_memory, ONE, keepalive=30)):  # noqa: ASYNC110 -- as cars do
            await asyncio.sleep(0.1)


async def shown_to(registry: Registry, port: int) -> bytes:
    """The certificate that the broker shows to a car, in DER."""
    tls = trusting(registry, registry.pem(OTHER))
    _, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=tls, server_hostname="localhost"
    )
    der: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return der


async def test_a_renewed_broker_keeps_its_sessions(guarded_by_memory: Embedded) -> None:
    """NATS hangs up on vehicles; they find their sessions again, and a new certificate.

    The gateway stays connected, and what it says meanwhile waits for them.
    """
    registry, broker = guarded_by_memory.registry, guarded_by_memory.broker
    before, pid = await shown_to(registry, broker.port), broker.pid
    async with guarded_by_memory.gateway() as gateway:
        await gateway.subscribe(f"v1/{ONE.text}/telemetry", qos=1)
        with contextlib.suppress(aiomqtt.MqttError):
            async with car(guarded_by_memory, ONE, clean_session=False) as vehicle:
                await vehicle.subscribe(f"v1/{ONE.text}/commands", qos=1)
                registry.installation.listener(now(), "127.0.0.1", ("broker.example",))
                await broker.read_certificate()
                assert await is_cut_off(vehicle)
        await gateway.publish(f"v1/{ONE.text}/commands", b"still here", qos=1)
        async with car(guarded_by_memory, ONE, clean_session=False) as vehicle:
            await vehicle.publish(f"v1/{ONE.text}/telemetry", b"here again", qos=1)
            async with asyncio.timeout(30):
                assert (await anext(vehicle.messages)).payload == b"still here"
                assert (await anext(gateway.messages)).payload == b"here again"
    after = await shown_to(registry, broker.port)
    assert serial_of(after) == serial_in(registry.installation.broker_file)
    assert (after != before, broker.pid, broker.restarts) == (True, pid, 0)


def serial_of(der: bytes) -> str:
    return f"{x509.load_der_x509_certificate(der).serial_number:x}"


async def test_what_the_command_records_holds_at_once(dsn: str, tmp_path: Path) -> None:
    """`vdg enroll` beside a running broker: enrolled gets in, revoked is cut off."""
    data = tmp_path / "data"
    data.mkdir()
    installation, place = Installation(data), ("--data", str(data), "--database", dsn)
    async with (
        open_pool(dsn, size=2) as pool,
        guarded_broker(installation, [OWN], pool, dsn) as broker,
    ):
        await vdg("enroll", ONE.text, *place)
        cut_off = False
        with contextlib.suppress(aiomqtt.MqttError):
            async with _vehicle(broker, installation) as vehicle:
                await vdg("enroll", "--revoke", ONE.text, *place)
                cut_off = await is_cut_off(vehicle)
        assert cut_off
        assert not await gets_in(_vehicle(broker, installation, timeout=5))


def _vehicle(
    broker: EmbeddedBroker, installation: Installation, **options: Any
) -> aiomqtt.Client:
    tls = ssl.create_default_context(cafile=installation.certificate)
    tls.load_cert_chain(installation.data / "vehicles" / f"{ONE.text}.pem")
    return aiomqtt.Client(
        "127.0.0.1", broker.port, identifier=ONE.text, tls_context=tls, **options
    )


async def vdg(*arguments: str) -> str:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "gateway", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
