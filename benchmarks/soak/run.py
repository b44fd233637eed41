"""A soak: real parts, cars that never give up, and blows while they report."""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from benchmarks.intake.load import Fleet
from benchmarks.soak import cars
from benchmarks.soak.cars import ORDERS, Orders
from benchmarks.soak.chaos import PARTS, strike
from benchmarks.soak.gateway import gateway_at_work
from benchmarks.soak.memory import Watch
from benchmarks.soak.report import Car
from benchmarks.soak.stored import Tally, held_count, late_count, stored_count, tally
from benchmarks.soak.story import Blow, Deed, Part
from gateway.demo.scenario.chaos import Victims
from gateway.domain.errors import PartFailed
from gateway.embedded import BrokerAccount, EmbeddedBroker, EmbeddedDatabase, gateway_account
from gateway.embedded.launch import Launch

LANES: Final = 8
WINDOW: Final = 128
LOOK_EVERY_S: Final = 1.0
DRAINED_AFTER_S: Final = 45.0
"""Longer than the gateway holds back, and than a broker waits before it delivers again."""

_CARS: Final = "cars"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    reports: int
    vehicles: int
    per_s: float
    seed: int
    blows: list[Blow]


@dataclass(slots=True)
class Told:
    """What the cars say of themselves while they drive."""

    sent: int = 0
    acknowledged: int = 0
    connects: int = 0
    done: bool = False
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self, process: Process) -> None:
        if process.stdout is None:
            raise PartFailed("the cars have no output")
        async for line in process.stdout:
            async with self.news:
                if line.startswith(b"{"):
                    self._take(json.loads(line))
                self.done = line.strip() == b"done"
                self.news.notify_all()
        if not self.done:
            raise PartFailed("the cars ended before they were done")

    def _take(self, told: dict[str, int]) -> None:
        self.sent, self.acknowledged = told["sent"], told["acknowledged"]
        self.connects = told["connects"]

    async def until(self, acknowledged: int) -> None:
        async with self.news:
            await self.news.wait_for(lambda: self.done or self.acknowledged >= acknowledged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`seconds`: until the last report had been acknowledged and stored."""

    tally: Tally
    late: int
    kills: int
    idle: list[Blow]
    growth_mib: float
    peak_mib: float
    seconds: float


async def soak(wishes: Wishes, data: Path, tell: Tell) -> Outcome:
    """Raises `PartFailed` when a part does not come back."""
    fleet = Fleet.draw(wishes.vehicles, wishes.seed)
    drivers = [Car(car.vin, *ids) for car, ids in zip(fleet.cars, fleet.ids, strict=True)]
    own = gateway_account(secrets.token_hex(8))
    speaks = BrokerAccount(
        username=_CARS, password=secrets.token_hex(8), publish=("v1/+/telemetry", "v1/+/faults")
    )
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(EmbeddedBroker(data, [own, speaks]))
        database = await stack.enter_async_context(EmbeddedDatabase(data))
        gateway = await stack.enter_async_context(
            gateway_at_work(data / "gateway", fleet.cars, broker, own, database.dsn)
        )
        orders = Orders(
            host="127.0.0.1",
            port=broker.port,
            username=speaks.username,
            password=speaks.password,
            cars=drivers,
            reports=wishes.reports,
            per_s=wishes.per_s,
            lanes=LANES,
            window=WINDOW,
        )
        victims = Victims(
            ready={
                PARTS[Part.GATEWAY]: gateway.ready,
                PARTS[Part.BROKER]: broker.ready,
                PARTS[Part.DATABASE]: database.ready,
            },
            disk=data / "database",
        )
        watch = Watch(gateway)
        watching = asyncio.create_task(watch.run())
        stack.callback(watching.cancel)
        began_s = time.monotonic()
        idle = await _drive(orders, wishes.blows, victims, data, tell)
        await _drained(database.dsn, wishes.reports, tell)
        seconds = time.monotonic() - began_s
        async with await AsyncConnection.connect(database.dsn) as connection:
            found = await tally(connection, drivers, data / _CARS)
            late = await late_count(connection)
    return Outcome(
        tally=found,
        late=late,
        kills=sum(blow.deed is Deed.KILL for blow in wishes.blows),
        idle=idle,
        growth_mib=watch.growth_mib,
        peak_mib=watch.peak_mib,
        seconds=seconds,
    )


async def _drive(
    orders: Orders, blows: Sequence[Blow], victims: Victims, data: Path, tell: Tell
) -> list[Blow]:
    """Until the cars have nothing left to say; the blows that hit nothing."""
    idle: list[Blow] = []
    async with _cars(orders, data / _CARS) as told:
        for blow in blows:
            await told.until(blow.after)
            tell(f"{told.acknowledged:9d} acknowledged: {blow}")
            if not await strike(victims, blow):
                idle.append(blow)
        await told.until(orders.each * len(orders.cars))
        tell(f"{told.acknowledged:9d} acknowledged: all, over {told.connects} connections")
    return idle


@asynccontextmanager
async def _cars(orders: Orders, folder: Path) -> AsyncIterator[Told]:
    folder.mkdir()  # noqa: ASYNC240 -- nothing else runs yet
    (folder / ORDERS).write_text(json.dumps(asdict(orders)))
    argv = [sys.executable, "-m", cars.__name__, str(folder)]
    process = await Launch(argv=argv, folder=folder).begin(stdin=PIPE, stdout=PIPE)
    told = Told()
    try:
        if process.stdin is None:
            raise PartFailed("the cars have no input")
        process.stdin.write(b"go\n")
        await process.stdin.drain()
        async with asyncio.TaskGroup() as group:
            group.create_task(told.listen(process))
            yield told
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _drained(dsn: str, reports: int, tell: Tell) -> None:
    """Until everything is stored and judged, or nothing more has come for long."""
    stored, quiet_since = -1, time.monotonic()
    while time.monotonic() - quiet_since < DRAINED_AFTER_S:
        async with await AsyncConnection.connect(dsn) as connection:
            now, waiting = await stored_count(connection), await held_count(connection)
        if now != stored:
            stored, quiet_since = now, time.monotonic()
        if now >= reports and not waiting:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    tell(f"{stored:9d} stored")
