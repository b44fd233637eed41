"""A soak: real parts, cars that never give up, and blows while they report."""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection, OperationalError

from benchmarks.intake.load import Fleet
from benchmarks.soak import cars
from benchmarks.soak.cars import ORDERS, Orders
from benchmarks.soak.chaos import PARTS, strike
from benchmarks.soak.gateway import gateway_at_work
from benchmarks.soak.memory import Flatness, Watch
from benchmarks.soak.report import Car
from benchmarks.soak.stored import Tally, held_count, late_count, stored_count, tally
from benchmarks.soak.story import Blow, Deed, Part
from gateway.demo.drain import MOST_PATIENCE_S, Work
from gateway.demo.scenario.chaos import Victims
from gateway.domain.errors import PartFailed
from gateway.embedded import BrokerAccount, EmbeddedBroker, EmbeddedDatabase, gateway_account
from gateway.embedded.launch import Launch

LANES: Final = 8
WINDOW: Final = 128
LOOK_EVERY_S: Final = 0.5
STILL_S: Final = 120.0
DRAINED_AFTER_S: Final = 45.0
"""Longer than the gateway holds back, and than a broker waits before it delivers again."""

_CARS: Final = "cars"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    reports: int
    vehicles: int
    per_s: float
    every_s: float
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

    async def ended(self) -> None:
        async with self.news:
            await self.news.wait_for(lambda: self.done)


@dataclass(slots=True)
class Store:
    """What was last seen in it.

    `waiting`: stored, and not judged yet; `late`: judged behind a newer one.
    """

    dsn: str
    stored: int = 0
    waiting: int = 0
    late: int = 0

    def __str__(self) -> str:
        return f"{self.stored:9d} stored ({self.waiting} wait, {self.late} late)"

    async def look(self) -> int:
        """How many reports are stored; as before, while it is away."""
        with suppress(OperationalError):
            async with await AsyncConnection.connect(self.dsn) as connection:
                self.stored = await stored_count(connection)
                self.waiting = await held_count(connection)
                self.late = await late_count(connection)
        return self.stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`seconds`: until the last report had been acknowledged and stored."""

    tally: Tally
    flatness: Flatness | None
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
        if not database.files.is_relative_to(data):
            raise PartFailed(f"{data} is private; set TMPDIR to an open folder")
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
            every_s=wishes.every_s,
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
        store = Store(database.dsn)
        idle = await _drive(orders, wishes.blows, victims, store, tell)
        await _drained(store, wishes.reports, Work(gateway), tell)
        seconds = time.monotonic() - began_s
        async with await AsyncConnection.connect(database.dsn) as connection:
            found = await tally(connection, drivers, data / _CARS)
            late = await late_count(connection)
    return Outcome(
        tally=found,
        flatness=watch.flatness,
        late=late,
        kills=sum(blow.deed is Deed.KILL for blow in wishes.blows),
        idle=idle,
        growth_mib=watch.growth_mib,
        peak_mib=watch.peak_mib,
        seconds=seconds,
    )


async def _drive(
    orders: Orders, blows: Sequence[Blow], victims: Victims, store: Store, tell: Tell
) -> list[Blow]:
    """Until the cars have nothing left to say; the blows that hit nothing."""
    idle: list[Blow] = []
    async with _cars(orders, victims.disk.parent / _CARS) as told:
        for blow in blows:
            await _reached(store, blow.after)
            tell(f"{told.acknowledged:9d} acknowledged, {store}: {blow}")
            if not await strike(victims, blow):
                idle.append(blow)
                tell(f"{'':22}which hit nothing")
        await told.ended()
        tell(f"{told.acknowledged:9d} acknowledged: all, over {told.connects} connections")
    return idle


async def _reached(store: Store, stored: int) -> None:
    """Raises `PartFailed` when the store stands still for long."""
    seen, since = -1, time.monotonic()
    while await store.look() < stored:
        if store.stored != seen:
            seen, since = store.stored, time.monotonic()
        elif time.monotonic() - since > STILL_S:
            raise PartFailed(f"nothing was stored for {STILL_S:.0f} s")
        await asyncio.sleep(LOOK_EVERY_S)


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


async def _drained(store: Store, reports: int, work: Work, tell: Tell) -> None:
    """Until everything is stored and judged, or nothing more has come for long.

    A gateway that is at work is waited for: all of its windows may have to be recalled.
    """
    seen, gained_at = -1, time.monotonic()
    quiet_since = gained_at
    while time.monotonic() - quiet_since < DRAINED_AFTER_S:
        if await store.look() >= reports and not store.waiting:
            break
        if store.stored != seen:
            seen, gained_at = store.stored, time.monotonic()
            quiet_since = gained_at
        elif work.goes_on() and time.monotonic() - gained_at < MOST_PATIENCE_S:
            quiet_since = time.monotonic()
        await asyncio.sleep(LOOK_EVERY_S)
    tell(f"{'':22}{store}")
