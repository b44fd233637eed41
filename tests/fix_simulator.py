"""A telematics unit on a test bench: real car, real outbox, doctored conditions."""

import asyncio
import hashlib
import random
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from math import floor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proto.v1.commands_pb2 import (
    INERT,
    ClockAnswer,
    Command,
    ResendRequest,
    SignedClock,
    SignedCommand,
    SignedResend,
)
from proto.v1.replies_pb2 import Reply
from simulator.agent import ledger, outbox
from simulator.agent.commands import Commands
from simulator.agent.database import Database
from simulator.agent.ecu import Ecu
from simulator.agent.ledger import FINAL, Ledger
from simulator.agent.outbox import Outbox
from simulator.agent.report import Kind
from simulator.agent.reporter import Reporter
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Verifier
from simulator.car.car import Car
from simulator.days.day_plan import Gear, Phase, Segment
from simulator.fleet.called_ecus import CalledEcus
from simulator.world_clock import WorldClock

BENCH_VIN = "W0VZZZE1XSB000001"
BENCH_EPOCH_S = 1_763_755_200.0
BENCH_SPEED = 500.0
DRIVE_S = 600


@dataclass(frozen=True, slots=True)
class Signer:
    """Who may give commands and the time: the gateway's side of a signature."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def verifier(self, vin: str) -> Verifier:
        return Verifier(vin, self.key.public_key())

    @property
    def key_id(self) -> bytes:
        raw = self.key.public_key().public_bytes_raw()
        return hashlib.sha256(raw).digest()[:8]

    def command(self, command: Command) -> SignedCommand:
        serialised = command.SerializeToString()
        signature = self.key.sign(b"vdg.v1.Command\0" + serialised)
        return SignedCommand(command=serialised, signature=signature, key_id=self.key_id)

    def resend(self, request: ResendRequest) -> SignedResend:
        serialised = request.SerializeToString()
        signature = self.key.sign(b"vdg.v1.ResendRequest\0" + serialised)
        return SignedResend(resend=serialised, signature=signature, key_id=self.key_id)

    def clock(self, answer: ClockAnswer) -> SignedClock:
        serialised = answer.SerializeToString()
        signature = self.key.sign(b"vdg.v1.ClockAnswer\0" + serialised)
        return SignedClock(clock=serialised, signature=signature, key_id=self.key_id)


@dataclass(frozen=True, slots=True)
class BenchWitness:
    """What has been said of commands and clocks, in order."""

    executed: list[bytes] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    clocks_rejected: list[str] = field(default_factory=list)
    sessions: list[bool] = field(default_factory=list)
    resends_rejected: list[str] = field(default_factory=list)

    def session(self, *, online: bool) -> None:
        self.sessions.append(online)

    async def command_executed(self, command_id: bytes) -> None:
        self.executed.append(command_id)

    async def command_rejected(self, reason: str) -> None:
        self.rejected.append(reason)

    async def clock_rejected(self, reason: str) -> None:
        self.clocks_rejected.append(reason)

    async def resend_rejected(self, reason: str) -> None:
        self.resends_rejected.append(reason)


class PowerCut(Exception):
    """Ends a boot of the bench."""


@dataclass(slots=True)
class BenchConditions:
    """What the unit sees of its car, to be set by the test."""

    moving: bool = False
    gear: Gear = Gear.PARK
    charging: bool = False
    hv_active: bool = False
    lv_voltage_v: float = 12.8
    being_updated: bool = False


@dataclass(kw_only=True)
class Bench:
    """`boot` gives a unit's commands for one life; leaving it cuts the power."""

    world: WorldClock
    car: Car
    outbox: Outbox
    ledger: Ledger
    signer: Signer = field(default_factory=Signer)
    conditions: BenchConditions = field(default_factory=BenchConditions)
    witness: BenchWitness = field(default_factory=BenchWitness)
    changes: list[tuple[str, bytes]] = field(default_factory=list)

    @asynccontextmanager
    async def boot(self, *, server_time: bool = True) -> AsyncIterator[Commands]:
        clock = UnitClock(self.world)
        if server_time:
            clock.take_server_time(round(self.world.now() * 1000), clock.uptime_ms())
        boot = await self.outbox.begin_boot(self.car.vin)
        try:
            async with asyncio.TaskGroup() as tasks:
                commands = Commands(
                    reporter=Reporter(boot, clock, self.outbox),
                    memory=self.ledger,
                    verifier=self.signer.verifier(self.car.vin),
                    ecus=self.ecus(),
                    conditions=self.conditions,
                    witness=self.witness,
                    tasks=tasks,
                )
                await commands.resume()
                yield commands
                await _cut_power()
        except* PowerCut:
            pass

    def ecus(self) -> Mapping[str, Ecu]:
        return CalledEcus(self.car, self.world, self._note_change)

    def command(self, component: str, **fields: Any) -> Command:
        """A command that is good for a day of the world, but for `fields`."""
        now_ms = round(self.world.now() * 1000)
        given = {
            "version": 1,
            "command_id": uuid4().bytes,
            "vin": self.car.vin,
            "issued_at_ms": now_ms,
            "expires_at_ms": now_ms + 86_400_000,
            "budget_ms": 7_200_000,
            "safety_class": INERT,
        }
        return Command(component=component, **{**given, **fields})

    def sign(self, command: Command) -> SignedCommand:
        return self.signer.command(command)

    async def replies(self, command: Command) -> list[Reply]:
        """All that has been said about a command so far, in order."""
        stored = await self.outbox.waiting(self.car.vin, 1000)
        said = [
            Reply.FromString(s.report.body) for s in stored if s.report.kind is Kind.REPLIES
        ]
        return [reply for reply in said if reply.command_id == command.command_id]

    async def outcome(self, command: Command) -> Reply:
        """The final reply to a command, waited for."""
        return await self.state(command, *FINAL)

    async def state(self, command: Command, *states: int) -> Reply:
        """The first reply in one of `states`, waited for at most a minute."""
        async with asyncio.timeout(60):
            while True:
                for reply in await self.replies(command):
                    if reply.state in states:
                        return reply
                await asyncio.sleep(0.005)

    async def _note_change(self, component: str, request: bytes) -> None:
        self.changes.append((component, request))


def seeded(seed: object) -> random.Random:
    return random.Random(f"{seed}")  # noqa: S311 - reproducible on purpose


def driven_and_parked(start_s: int) -> Iterator[Segment]:
    """However long the wall takes, the car does not drive off in the middle of a test."""
    yield Segment(Phase.DRIVING, start_s, start_s + DRIVE_S)
    for hour_s in count(start_s + DRIVE_S, 3600):
        yield Segment(Phase.PARKED, hour_s, hour_s + 3600)


async def _cut_power() -> None:
    raise PowerCut


@pytest.fixture
async def flash(tmp_path: Path) -> AsyncIterator[Database]:
    """The durable memory of units, empty."""
    database = Database.open(tmp_path / "units.sqlite", outbox.SCHEMA + ledger.SCHEMA)
    yield database
    await database.close()


@pytest.fixture
async def bench(flash: Database) -> Bench:
    """A parked car whose world runs a thousand times faster than the wall."""
    world = WorldClock(wall_origin=time.time(), world_origin=BENCH_EPOCH_S, speed=BENCH_SPEED)
    start_s = floor(world.now())
    car = Car.build(BENCH_VIN, 7, start_s=world.now(), day=driven_and_parked(start_s))
    car.s3_s *= max(1.0, world.speed)
    while car.phase is not Phase.PARKED:
        car.advance(car.now_s + 1)
    return Bench(
        world=world,
        car=car,
        outbox=Outbox(flash),
        ledger=Ledger(flash),
    )
