"""What breaks while something else ends is raised all the same."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from udsoncan.client import Client
from udsoncan.connections import QueueConnection
from udsoncan.exceptions import TimeoutException

from simulator.agent.database import Database
from simulator.agent.downlink import DownlinkReader
from simulator.agent.ecu import Ecu
from simulator.agent.mqtt.errors import ConnectionLost
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.rhythm import USUAL_RHYTHM
from simulator.agent.session import Line, Sessions
from simulator.agent.unit_clock import UnitClock
from simulator.agent.uplink import Uplink
from simulator.world_clock import WorldClock
from tests.fix_moody_broker import MoodyBroker
from tests.fix_outbox import BOX_VIN
from tests.fix_simulator import BenchWitness, Signer

DISK = sqlite3.OperationalError("disk I/O error")
LINK = ConnectionLost("gone")


async def ignore(*_: object) -> None:
    return


@asynccontextmanager
async def in_session(flash: Database) -> AsyncIterator["asyncio.Task[None]"]:
    """The sessions of a unit with a broker that takes everything."""
    broker, box = MoodyBroker(signer=Signer()), Outbox(flash)
    world = WorldClock(wall_origin=time.time(), world_origin=time.time(), speed=100)
    async with broker.open() as address:
        boot = await box.begin_boot(BOX_VIN)
        sessions = Sessions(
            line=Line(address, Credentials(client_id=BOX_VIN)),
            boot=boot,
            clock=UnitClock(world),
            outbox=box,
            software={},
            verifier=Signer().verifier(BOX_VIN),
            witness=BenchWitness(),
            receive=ignore,
            resend=ignore,
            alive=lambda: None,
            rhythm=USUAL_RHYTHM,
        )
        running = asyncio.create_task(sessions.run())
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.wait({running})


def leaves(error: BaseException | None) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in leaves(each)]
    return [] if error is None else [error]


def failing(error: Exception) -> Callable[..., Any]:
    async def fail(*_: object) -> None:
        raise error

    return fail


def failing_at_its_end(
    error: Exception, begun: asyncio.Event | None = None
) -> Callable[..., Any]:
    async def fail(*_: object) -> None:
        try:
            if begun is not None:
                begun.set()
            await asyncio.Event().wait()
        finally:
            raise error

    return fail


@pytest.mark.parametrize(
    ("uplink", "downlink"),
    [
        (failing(DISK), failing(LINK)),
        (failing(LINK), failing(DISK)),
        (failing_at_its_end(DISK), failing(LINK)),
        (failing(LINK), failing_at_its_end(DISK)),
    ],
)
async def test_a_broken_disk_is_not_hidden_by_a_broken_link(
    flash: Database,
    monkeypatch: pytest.MonkeyPatch,
    uplink: Callable[..., Any],
    downlink: Callable[..., Any],
) -> None:
    """Both fail in one turn, or one while the other's failure ends it: the disk is told of."""
    monkeypatch.setattr(Uplink, "run", uplink)
    monkeypatch.setattr(DownlinkReader, "run", downlink)
    async with in_session(flash) as running:
        await asyncio.wait({running}, timeout=20)
        assert running.done()
        assert leaves(running.exception()) == [DISK]


async def test_a_broken_disk_is_told_of_when_the_power_goes(
    flash: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancel from outside does not hide it."""
    begun = asyncio.Event()
    monkeypatch.setattr(Uplink, "run", failing_at_its_end(DISK, begun))
    async with in_session(flash) as running:
        await asyncio.wait_for(begun.wait(), 20)
        running.cancel()
        await asyncio.wait({running}, timeout=20)
        assert leaves(running.exception()) == [DISK]


async def test_a_link_that_breaks_at_the_end_does_not_hold_it_up(
    flash: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is cancelled while the link breaks ends, and opens no new session."""
    begun = asyncio.Event()
    monkeypatch.setattr(Uplink, "run", failing_at_its_end(LINK, begun))
    async with in_session(flash) as running:
        await asyncio.wait_for(begun.wait(), 20)
        running.cancel()
        await asyncio.wait({running}, timeout=20)
        assert running.cancelled()


class SlowClient:
    """Its request takes until `answer` is called, in a thread, and then fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._asked, self._answered = threading.Event(), threading.Event()

    def tester_present(self) -> None:
        self._asked.set()
        assert self._answered.wait(20)
        raise self._error

    async def asked(self) -> None:
        assert await asyncio.to_thread(self._asked.wait, 20)

    def answer(self) -> None:
        self._answered.set()


def slow_ecu(client: SlowClient, bus: asyncio.Lock) -> Ecu:
    return Ecu(
        "telematics",
        QueueConnection("bench"),
        lambda _: cast("Client", client),
        now=time.time,
        before_change=ignore,
        bus=bus,
    )


async def cancelled_twice(client: SlowClient, bus: asyncio.Lock) -> "asyncio.Task[None]":
    """A request that is cancelled, and again, while its thread is at work; then it ends."""
    asking = asyncio.create_task(slow_ecu(client, bus).tester_present())
    await client.asked()
    for _ in range(2):
        asking.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert bus.locked()
    client.answer()
    await asyncio.wait({asking}, timeout=20)
    return asking


async def test_the_bus_is_not_free_before_the_thread_is() -> None:
    """However often the caller is cancelled; an answer that stays away is then no matter."""
    bus = asyncio.Lock()
    silence = TimeoutException("silence")  # type: ignore[no-untyped-call]
    asking = await cancelled_twice(SlowClient(silence), bus)
    assert asking.cancelled()
    assert not bus.locked()


async def test_a_broken_bus_is_told_of_though_nobody_waits() -> None:
    """What is not an answer, or the lack of one, is raised in place of the cancel."""
    error = OSError("bus off")
    asking = await cancelled_twice(SlowClient(error), asyncio.Lock())
    assert asking.exception() is error
