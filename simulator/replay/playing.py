"""Plays a recording through a telematics unit: durable outbox, true ages, one MQTT session."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator.agent import ledger, outbox
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.mqtt.passport import Passport
from simulator.agent.outbox import Outbox
from simulator.agent.reporter import Reporter
from simulator.agent.session import Line
from simulator.agent.unit import Unit
from simulator.agent.unit_clock import UnitClock
from simulator.replay.batches import Batch
from simulator.replay.recorded_car import Bystander, RecordedCar
from simulator.world_clock import WorldClock

FLUSH_S: Final = 60.0
LOOK_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """As which vehicle, to which broker, and where the unit keeps its outbox.

    With the `public_key` of the gateway it takes the time from it and sends reports again;
    commands it refuses all the same.
    """

    vin: str
    broker: tuple[str, int]
    credentials: Credentials
    passport: Passport | None
    public_key: Ed25519PublicKey | None
    data: Path


@dataclass(frozen=True, slots=True)
class Played:
    """Reports made, and those that the broker has not acknowledged."""

    reports: int
    left_on_board: int


async def play(batches: Sequence[Batch], speed: float, stage: Stage) -> Played:
    """Publish each batch when its time is over, `speed` times as fast; at least 1.

    The unit's clock keeps the wall's pace. A fast replay is that of a car which comes back
    from where there was no network: the drive ends when the replay ends, and the age of each
    report says how long ago it was measured. Times without samples are not waited out.
    Raises OSError and sqlite3.Error for the data folder.
    """
    if speed < 1:
        raise ValueError(f"a drive cannot be played slower than it was, not at {speed}")
    async with _on_board(stage) as (box, memory), asyncio.TaskGroup() as tasks:
        clock = UnitClock(_wall_clock())
        # On for so long already that the last batch ends when it is published, not later.
        clock.started_at -= _ends_s(batches) - _lasts_s(batches) / speed
        reporter = Reporter(await box.begin_boot(stage.vin), clock, box)
        unit = Unit(
            car=RecordedCar(stage.vin),
            ecus={},
            reporter=reporter,
            ledger=memory,
            line=Line(stage.broker, stage.credentials, stage.passport),
            public_key=stage.public_key,
            witness=Bystander(),
            tasks=tasks,
        )
        tasks.create_task(unit.sessions.run())
        await _report(batches, speed, reporter)
        left = await _flush(box, stage.vin)
        unit.sessions.leave()
    return Played(reports=len(batches), left_on_board=left)


async def _report(batches: Sequence[Batch], speed: float, reporter: Reporter) -> None:
    due_s = time.monotonic()
    for batch in batches:
        due_s += _lasts_s([batch]) / speed
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        measured_s = reporter.clock.started_at + batch.start_ms / 1000
        await reporter.say([batch.telemetry], at=measured_s)


def _ends_s(batches: Sequence[Batch]) -> float:
    return batches[-1].end_ms / 1000 if batches else 0.0


def _lasts_s(batches: Sequence[Batch]) -> float:
    """All of them together, without the gaps between them."""
    return sum(batch.end_ms - batch.start_ms for batch in batches) / 1000


@asynccontextmanager
async def _on_board(stage: Stage) -> AsyncIterator[tuple[Outbox, Ledger]]:
    stage.data.mkdir(parents=True, exist_ok=True)
    flash = Database.open(stage.data / "units.sqlite", outbox.SCHEMA + ledger.SCHEMA)
    try:
        box = Outbox(flash)
        await box.load()
        yield box, Ledger(flash)
    finally:
        await flash.close()


async def _flush(box: Outbox, vin: str) -> int:
    """Wait until everything has been acknowledged; what has not been by then."""
    for _ in range(round(FLUSH_S / LOOK_S)):
        if not box.depth(vin):
            break
        await asyncio.sleep(LOOK_S)
    return box.depth(vin)


def _wall_clock() -> WorldClock:
    now_s = time.time()
    return WorldClock(wall_origin=now_s, world_origin=now_s, speed=1.0)
