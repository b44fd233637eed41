"""A fleet as its own process: killed, started again, told to end; nothing is missing."""

import asyncio
import json
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.domain.vin import Vin
from gateway.embedded import vehicle_account
from proto.v1.faults_pb2 import FaultReport
from proto.v1.replies_pb2 import Reply
from proto.v1.telemetry_pb2 import Telemetry
from simulator.garage.garage import draw_garage, write_garage
from tests.fix_embedded import LiveBroker

pytestmark = pytest.mark.slow

CARS = 12
TEST_FAILED_SINCE_LAST_CLEAR = 0x20
PROJECT = Path(__file__).parents[2]
Uplink = Telemetry | FaultReport | Reply
UP: dict[str, Callable[[bytes], Uplink]] = {
    "telemetry": Telemetry.FromString,
    "faults": FaultReport.FromString,
    "replies": Reply.FromString,
}


@dataclass(kw_only=True)
class Field:
    """A garage, a broker that knows its cars, and an ear that hears all they report."""

    folder: Path
    broker: LiveBroker
    vins: list[str]
    started: float = field(default_factory=time.time)
    heard: set[tuple[str, int, int]] = field(default_factory=set)
    failing: set[tuple[str, str, int]] = field(default_factory=set)

    async def listen(self, ready: asyncio.Event) -> None:
        async with self.broker.client(
            self.broker.gateway, identifier=f"ear-{secrets.token_hex(4)}"
        ) as client:
            for kind in UP:
                await client.subscribe(f"v1/+/{kind}", 1)
            ready.set()
            async for message in client.messages:
                assert isinstance(message.payload, bytes)
                _, vin, kind = str(message.topic).split("/")
                if vin in self.vins:
                    self._hear(vin, UP[kind](message.payload))

    def _hear(self, vin: str, report: Uplink) -> None:
        self.heard.add((vin, report.header.boot_id, report.header.seq))
        if isinstance(report, FaultReport):
            self.failing.update(
                (vin, report.component, fault.dtc)
                for fault in report.faults
                if fault.status & TEST_FAILED_SINCE_LAST_CLEAR
            )

    async def simulate(self, **options: object) -> asyncio.subprocess.Process:
        given = {
            "broker": self.broker.url,
            "garage": self.folder / "garage.json",
            "credentials": self.folder / "credentials.json",
            "command-key": self.folder / "command.pub",
            "speed": 60,
            "wall-origin": self.started,
            "data": self.folder / "data",
            "report": self.folder / "sim.json",
            **options,
        }
        arguments = [f"--{name}={value}" for name, value in given.items()]
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "simulator",
            "simulate",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            cwd=PROJECT,
        )

    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.folder / "sim.json").read_text())
        return report


@asynccontextmanager
async def ready_field(broker: LiveBroker, folder: Path, seed: int) -> AsyncIterator[Field]:
    cars = draw_garage(CARS, seed)
    accounts = [vehicle_account(Vin(car.vin), secrets.token_hex(8)) for car in cars]
    await broker.admit(*accounts)
    passwords = {account.username: account.password for account in accounts}
    (folder / "credentials.json").write_text(json.dumps(passwords))
    public = Ed25519PrivateKey.generate().public_key()
    (folder / "command.pub").write_bytes(
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    write_garage(cars, folder / "garage.json")
    prepared = Field(folder=folder, broker=broker, vins=[car.vin for car in cars])
    ready = asyncio.Event()
    listening = asyncio.create_task(prepared.listen(ready))
    await ready.wait()
    yield prepared
    assert not listening.done()
    listening.cancel()
    await asyncio.wait({listening})


async def figures(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """The next line of the live feed."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


async def drive(
    process: asyncio.subprocess.Process, *, published: int, faults_set: int = 0
) -> dict[str, Any]:
    """Read the feed until so many reports have been committed and so many codes set."""
    while True:
        now = await figures(process)
        if now["published"] >= published and now["faults_set"] >= faults_set:
            return now


async def end(process: asyncio.subprocess.Process) -> int:
    """Tell the fleet to end and wait until it has."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(90):
        await process.communicate()
    assert process.returncode is not None
    return process.returncode


def promised(report: dict[str, Any]) -> set[tuple[str, int, int]]:
    """Every (VIN, boot, sequence) that the simulator says it has committed."""
    return {
        (vin, int(boot_id), seq)
        for vin, boots in report["reports"].items()
        for boot_id, last_seq in boots
        for seq in range(1, last_seq + 1)
    }


async def test_a_killed_fleet_goes_on_where_it_was(broker: LiveBroker, tmp_path: Path) -> None:
    """After kill -9 and a restart exactly what was promised has arrived, faults included."""
    async with ready_field(broker, tmp_path, seed=101) as field_:
        first = await field_.simulate()
        before = await drive(first, published=600, faults_set=2)
        first.kill()
        await first.communicate()
        second = await field_.simulate()
        after = await drive(second, published=before["published"] + 600, faults_set=4)
        assert await end(second) == 0
        report = field_.report()
        assert report["messages_left_on_board"] == 0
        assert report["messages_published"] == report["messages_acked"] == len(promised(report))
        await _quiet(field_)
        assert promised(report) == field_.heard
        assert all(len(boots) >= 2 for boots in report["reports"].values())
        assert report["faults_injected"] >= after["faults_set"] >= before["faults_set"]
        really = {(f["vin"], f["component"], f["dtc"]) for f in report["faults"]}
        assert really <= field_.failing


async def test_another_garage_does_not_fit_the_data(broker: LiveBroker, tmp_path: Path) -> None:
    """The truth of one fleet is not mixed with that of another."""
    async with ready_field(broker, tmp_path, seed=102) as field_:
        first = await field_.simulate()
        await drive(first, published=1)
        assert await end(first) == 0
        write_garage(draw_garage(CARS, 103), tmp_path / "garage.json")
        second = await field_.simulate()
        await second.communicate()
        assert second.returncode == 1


async def _quiet(field_: Field) -> None:
    """Wait until the ear has heard nothing new for a while."""
    heard = -1
    while heard != len(field_.heard):
        heard = len(field_.heard)
        await asyncio.sleep(1)
