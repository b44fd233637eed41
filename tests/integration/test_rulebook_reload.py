"""A gateway that works is given another rulebook: no report is lost, none is judged twice."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import LiteralString

import aiomqtt
import pytest

from gateway.domain.errors import RulebookRefused
from gateway.domain.vin import Vin
from gateway.store.audit import audit
from gateway.store.pool import Pool, open_pool
from gateway.store.rulebooks import RulebookAnnals
from gateway.wiring.announcement import ANNOUNCEMENT_NAME
from gateway.workbench.reload_order import ReloadOptions, order_reload
from gateway.workbench.shelf import read_rulebook
from tests import fix_wire as wire
from tests.fix_embedded import LiveBroker
from tests.fix_rulebooks import a_checkout, reword
from tests.fix_serving import broker_url, eventually, forget_session

pytestmark = pytest.mark.slow

CARS = tuple(Vin(f"WVWZZZ1JZXW00070{n}") for n in range(3))
PAUSE_S = 0.04
READING_S = 300.0
"""A fresh interpreter plays every story, beside whatever else this machine does."""
TITLE = "Isolation resistance low"


@dataclass
class Car:
    """Says one thing after the other in one boot; `acknowledged`: by the broker."""

    vin: Vin
    client: aiomqtt.Client
    acknowledged: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def say(self, kind: str, make: Callable[[Vin, int], bytes]) -> None:
        async with self.turn:
            report = make(self.vin, self.acknowledged + 1)
            await self.client.publish(wire.topic(self.vin, kind), report, qos=1)
            self.acknowledged += 1

    async def talk(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            await self.say("telemetry", wire.telemetry)
            await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def a_process(
    broker: LiveBroker, dsn: str, data: Path, rulebook: Path
) -> AsyncIterator[Process]:
    """`vdg serve` on that broker and that database, judging by the rules of a folder."""
    await forget_session(broker)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "serve", "--plain-text", "--port", "0"),
        *("--data", str(data), "--database", dsn, "--rulebook", str(rulebook)),
        env={**os.environ, "VDG_BROKER": broker_url(broker), "VDG_BROKER_PROOF": "off"},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )

    async def announced() -> bool:
        path = data / ANNOUNCEMENT_NAME
        assert process.returncode is None
        return path.exists() and json.loads(path.read_text())["pid"] == process.pid

    try:
        assert await eventually(announced, bool)
        yield process
    finally:
        process.terminate()
        await process.wait()
        await forget_session(broker)


@asynccontextmanager
async def talking(broker: LiveBroker) -> AsyncIterator[Sequence[Car]]:
    """The cars, each talking all the while."""
    enough = asyncio.Event()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        cars = []
        for vin in CARS:
            client = broker.client(await broker.vehicle(vin))
            cars.append(Car(vin, await stack.enter_async_context(client)))
        for car in cars:
            group.create_task(car.talk(enough))
        try:
            yield cars
        finally:
            enough.set()


async def found_by(pool: Pool, vin: Vin) -> str | None:
    """The rulebook by which its services were found to be lost."""
    query = (
        "select rulebook_version from findings f join vehicles v on v.id = f.vehicle_id"
        " where vin = %s and rule = 'telematics.services_lost'"
    )
    return await _version(pool, query, vin)


async def concluded_by(pool: Pool, vin: Vin) -> str | None:
    """That of the verdict."""
    query = (
        "select rulebook_version from verdicts d join cases c on c.id = case_id"
        " join vehicles v on v.id = vehicle_id where vin = %s"
    )
    return await _version(pool, query, vin)


async def _version(pool: Pool, query: LiteralString, vin: Vin) -> str | None:
    async with pool.connection() as connection:
        cursor = await connection.execute(query, [vin.text])
        row = await cursor.fetchone()
        return None if row is None else str(row[0])


async def test_reports_flow_while_the_rulebook_changes(
    broker: LiveBroker, dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By SIGHUP and by order; a rulebook that is refused changes nothing. Nothing is lost."""
    checkout, data = a_checkout(tmp_path / "rules"), tmp_path / "data"
    first = read_rulebook(checkout).version
    options = ReloadOptions(by="A. Okafor", patience_s=READING_S, data=data, database=dsn)

    async def lose_services(car: Car, version: str) -> None:
        await car.say("faults", wire.faults)
        for ask in (found_by, concluded_by):
            assert await until(partial(ask, pool, car.vin), version) == version

    async with (
        open_pool(dsn, size=3) as pool,
        a_process(broker, dsn, data, checkout) as gateway,
    ):
        annals = RulebookAnnals(pool)
        async with talking(broker) as cars:
            await lose_services(cars[0], first)

            reword(checkout, TITLE, f"{TITLE}, by SIGHUP")
            second = read_rulebook(checkout).version
            gateway.send_signal(signal.SIGHUP)
            await comes_into_force(annals, second)
            await lose_services(cars[1], second)

            reword(checkout, "kilopascals(150)", "kilopascals(50)")
            with pytest.raises(RulebookRefused, match=r"but it says .*stays in force"):
                await order_reload(options)
            reword(checkout, "kilopascals(50)", "kilopascals(150)")
            reword(checkout, f"{TITLE}, by SIGHUP", f"{TITLE}, by order")
            third = read_rulebook(checkout).version
            assert await order_reload(options) == 0
            assert third in capsys.readouterr().out
            await lose_services(cars[2], third)

        said = {(car.vin, wire.BOOT): car.acknowledged for car in cars}
        found = await eventually(lambda: audit(pool), lambda now: counts(now.boots) == said)
        assert counts(found.boots) == said
        assert (found.doubled, found.without_content, found.tally.refused_frames) == (0, 0, 0)
        by = [("start", first), ("SIGHUP", second), ("A. Okafor", third)]
        assert [(one.asked_by, one.version) for one in await annals.accepted()] == by
        assert len({first, second, third}) == 3


async def comes_into_force(annals: RulebookAnnals, version: str) -> None:
    async with asyncio.timeout(READING_S):
        known = await annals.in_force()
        while known is None or known.version != version:
            await asyncio.sleep(0.1)
            known = await annals.in_force()


def counts(boots: dict[tuple[Vin, int], tuple[int, int]]) -> dict[tuple[Vin, int], int]:
    """Reports in the ledger."""
    return {boot: count for boot, (count, _) in boots.items()}


async def until(ask: Callable[[], Awaitable[str | None]], expected: str) -> str | None:
    return await eventually(ask, lambda answer: answer == expected)
