"""Order and gaps on a real broker and a real database, with a car that keeps what it sent."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from gateway.domain.vin import Vin
from gateway.pipeline import gaps
from gateway.store.pool import Pool, open_pool
from gateway.wiring.command_key import PUBLIC_NAME, command_signer
from proto.v1.commands_pb2 import ResendRequest, SignedResend
from simulator.agent.database import Database
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, Report
from simulator.agent.resender import Resender
from simulator.agent.rhythm import USUAL_RHYTHM
from simulator.agent.session import Line, Sessions
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Rejection, Verifier
from simulator.world_clock import WorldClock
from tests import fix_wire as wire
from tests.fix_bad_frames import car
from tests.fix_embedded import LiveBroker
from tests.fix_journey import until
from tests.fix_serving import a_gateway, anyone, broker_url, eventually, forget_session
from tests.fix_simulator import BenchWitness

pytestmark = pytest.mark.slow
LOST = {wire.SERVICES_LOST: wire.FAILED}
ORDERED, KILLED, ASKED = car(711), car(712), car(713)


@pytest.fixture
def data(open_folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix="order-", dir=open_folder))


@pytest.fixture(autouse=True)
async def _own_session(broker: LiveBroker) -> AsyncIterator[None]:
    await forget_session(broker)
    yield
    await forget_session(broker)


async def say(client: aiomqtt.Client, vin: Vin, seq: int, codes: dict[str, int]) -> None:
    body = wire.faults(vin, seq, codes, uptime_ms=seq * 1000, age_ms=(60 - seq) * 1000)
    await client.publish(wire.topic(vin, "faults"), body, qos=1)


async def heard_of(client: aiomqtt.Client, vin: Vin, pool: Pool) -> None:
    """Its first report, told until a gateway is there to hear it."""

    async def again() -> int:
        await say(client, vin, 1, {})
        [(count,)] = await rows(pool, "select count(*) from fault_reports")
        return int(count)

    assert await eventually(again, lambda count: count == 1) == 1


async def rows(pool: Pool, question: str) -> list[tuple[Any, ...]]:
    async with pool.connection() as connection:
        cursor = await connection.execute(question.encode())
        return await cursor.fetchall()


async def seen(pool: Pool, question: str, *expected: tuple[Any, ...]) -> None:
    """These rows, as soon as they are there."""
    answer = await eventually(lambda: rows(pool, question), lambda said: said == [*expected])
    assert answer == [*expected]


GAPS = (
    "select first_seq, last_seq, asked from gaps join vehicles on id = vehicle_id where vin = "
)


def gaps_of(vin: Vin) -> str:
    """The broker remembers cars of other tests, which miss reports too."""
    return f"{GAPS}'{vin.text}'"


async def test_what_comes_out_of_order_is_judged_in_order(
    broker: LiveBroker, dsn: str, data: Path
) -> None:
    """A fault that came and went is found, although the broker brought its end first."""
    async with a_gateway(broker, dsn, data) as gateway, anyone(broker) as client:
        await say(client, ORDERED, 1, {})
        await say(client, ORDERED, 3, {})
        await seen(gateway.pool, "select seq from held_back", (3,))
        await seen(gateway.pool, gaps_of(ORDERED), (2, 2, 0))
        await say(client, ORDERED, 2, LOST)
        await seen(gateway.pool, "select count(*) from held_back", (0,))
        await seen(
            gateway.pool,
            "select rule, ended_at >= opened_at, array_to_string(evidence, '') like '%late%'"
            " from findings",
            ("telematics.services_lost", True, False),
        )
        await seen(gateway.pool, gaps_of(ORDERED))


@asynccontextmanager
async def a_gateway_to_kill(broker: LiveBroker, dsn: str, data: Path) -> AsyncIterator[int]:
    """Its process; killed at the end if it still lives."""
    given = {"BROKER": broker_url(broker), "DATABASE": dsn, "DATA": str(data), "PORT": "0"}
    settings = {f"VDG_{name}": value for name, value in given.items()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "serve", "--plain-text"),
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_what_waits_when_the_gateway_is_killed_is_judged_once(
    broker: LiveBroker, dsn: str, data: Path
) -> None:
    """By the next one, when its time has come; what fills the gap comes late, and is marked."""
    async with open_pool(dsn) as pool, anyone(broker) as client:
        async with a_gateway_to_kill(broker, dsn, data) as pid:
            await heard_of(client, KILLED, pool)
            await say(client, KILLED, 3, LOST)
            await seen(pool, "select seq from held_back", (3,))
            await seen(pool, "select count(*) from findings", (0,))
            os.kill(pid, signal.SIGKILL)
        async with a_gateway(broker, dsn, data):
            await seen(pool, "select count(*) from held_back", (0,))
            await seen(pool, "select rule from findings", ("telematics.services_lost",))
            await seen(pool, "select count(*) from episodes", (1,))
            await say(client, KILLED, 2, LOST)
            await seen(pool, "select sequences::text from late_reports", ("{[2,3)}",))
            await seen(pool, "select count(*) from findings", (1,))


@asynccontextmanager
async def a_real_car(
    broker: LiveBroker, vin: Vin, flash: Database, key: Ed25519PublicKey
) -> AsyncIterator[tuple[Outbox, Boot, list[ResendRequest]]]:
    """A simulated unit on the road, and what it is asked to send again.

    Nothing waited on board when its session began.
    """
    account = await broker.vehicle(vin)
    box = Outbox(flash)
    await box.load()
    boot = await box.begin_boot(vin.text)
    clock = UnitClock(WorldClock(wall_origin=0, world_origin=0, speed=1))
    verifier = Verifier(vin.text, key)
    host, _, port = broker.url.removeprefix("mqtt://").rpartition(":")
    name = Credentials(client_id=vin.text, username=account.username, password=account.password)

    resender = Resender(boot=boot, clock=clock, outbox=box, verifier=verifier)
    asked: list[ResendRequest] = []

    async def resend(signed: SignedResend) -> Rejection | None:
        asked.append(ResendRequest.FromString(signed.resend))
        return await resender.receive(signed)

    async def receive(_: object) -> None:
        raise AssertionError

    sessions = Sessions(
        line=Line((host, int(port)), name),
        boot=boot,
        clock=clock,
        outbox=box,
        software={},
        verifier=verifier,
        witness=BenchWitness(),
        receive=receive,
        resend=resend,
        alive=lambda: None,
        rhythm=USUAL_RHYTHM,
    )
    driving = asyncio.create_task(sessions.run())
    await until(lambda: sessions.online)
    yield box, boot, asked
    driving.cancel()
    await asyncio.wait([driving])


async def reported(box: Outbox, boot: Boot, count: int) -> None:
    """So many reports that the broker has acknowledged."""
    report = Report(kind=Kind.TELEMETRY, uptime_ms=0, wall_ms=0, body=b"")
    await box.commit(boot, lambda _: [report] * count)

    async def waiting() -> int:
        return box.depth(boot.vin)

    assert await eventually(waiting, lambda left: left == 0) == 0


async def test_a_car_is_asked_for_what_never_reached_the_store(
    broker: LiveBroker,
    dsn: str,
    data: Path,
    flash: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was acknowledged, by a broker that nobody listened to; the car sends it again."""
    monkeypatch.setattr(gaps, "ASK_AFTER", timedelta(milliseconds=500))
    command_signer(data)
    key = load_pem_public_key((data / PUBLIC_NAME).read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    async with a_real_car(broker, ASKED, flash, key) as (box, boot, asked):
        await reported(box, boot, 5)
        async with a_gateway(broker, dsn, data) as gateway:
            await reported(box, boot, 2)
            received = f"select received::text from boots where boot_id = {boot.boot_id}"  # noqa: S608
            await seen(gateway.pool, received, ("{[1,8)}",))
            await seen(gateway.pool, gaps_of(ASKED))
            await seen(gateway.pool, "select count(*) from held_back", (0,))
        assert [(each.first_seq, each.last_seq) for each in asked[0].ranges] == [(1, 5)]
