"""One's own broker and database in place of the embedded ones, through the command line."""

import asyncio
import getpass
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.demo.figures import compare, lost, sent_by
from gateway.domain.vin import Vin
from gateway.store.audit import Audit, audit
from gateway.store.pool import open_pool
from gateway.wiring.command_key import PUBLIC_NAME
from tests.fix_demo import ROOT

pytestmark = pytest.mark.slow
CARS, SECONDS, SPEED = 5, 12, 60
PATIENCE_S = 300.0
HOW_TO = ROOT / "docs/how-to/own-broker-and-database.md"


@dataclass(frozen=True, kw_only=True)
class Mosquitto:
    """A broker that knows the gateway and the cars, and nobody else."""

    address: str
    passwords: Mapping[str, str]

    @property
    def gateway_url(self) -> str:
        return f"mqtt://vdg-gateway:{self.passwords['vdg-gateway']}@{self.address}"


@pytest.fixture
def garage(tmp_path: Path) -> Path:
    """The cars and their owners, as JSON."""
    path = tmp_path / "garage.json"
    _simulate("garage", "--vehicles", str(CARS), "--seed", "7", "--out", str(path))
    return path


@pytest.fixture
async def mosquitto(tmp_path: Path, garage: Path) -> AsyncIterator[Mosquitto]:
    """Configured as in docs/how-to; skipped where Mosquitto is not installed."""
    program = shutil.which("mosquitto", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed: apt-get install mosquitto, or tests/prepare")
    folder, port = tmp_path / "mosquitto", _free_port()
    passwords = _accounts(folder, garage)
    configuration = _configured_as_told(folder, port)
    async with _process(program, "-c", str(configuration), log=folder / "log") as process:
        await _listens(port, process)
        yield Mosquitto(address=f"127.0.0.1:{port}", passwords=passwords)


async def test_own_broker_and_database(
    mosquitto: Mosquitto, dsn: str, garage: Path, tmp_path: Path
) -> None:
    """Cars drive over Mosquitto; all that they committed is in the database named by DSN."""
    data = tmp_path / "gateway"
    world = {"VDG_SPEED": str(SPEED), "VDG_WALL_ORIGIN": str(time.time())}
    world["VDG_WORLD_ORIGIN"] = world["VDG_WALL_ORIGIN"]
    async with _process(
        *(sys.executable, "-m", "gateway", "serve", "--data", str(data), "--port", "0"),
        *("--broker", mosquitto.gateway_url, "--plain-text", "--database", dsn),
        *("--vehicles", str(garage)),
        log=tmp_path / "gateway.log",
        environment=world,
    ) as gateway:
        await _appears(data / "running.json", gateway)
        truth = await asyncio.to_thread(_drive, mosquitto, garage, data, tmp_path, world)
        async with open_pool(dsn, size=2) as pool:
            found = await audit(pool)
            async with asyncio.timeout(PATIENCE_S):
                while lost(sent_by(truth), found):
                    await asyncio.sleep(0.1)
                    found = await audit(pool)
        gateway.send_signal(signal.SIGTERM)
        assert await gateway.wait() == 0
    _is_whole(truth, found)
    assert {path.name for path in data.iterdir()}.isdisjoint({"broker", "database"})


def _is_whole(truth: Mapping[str, object], found: Audit) -> None:
    report = compare(truth, found, {})
    assert report["messages_published"] > 100
    assert report["messages_stored"] == report["messages_published"]
    assert (report["messages_duplicated"], report["messages_unexpected"]) == (0, 0)
    assert report["faults_seen"] == report["faults_injected"]
    assert {vin for vin, _ in found.boots} == {Vin(v) for v in truth["reports"]}  # type: ignore[attr-defined]


def _drive(
    mosquitto: Mosquitto, garage: Path, data: Path, folder: Path, world: Mapping[str, str]
) -> dict[str, object]:
    credentials, report = folder / "credentials.json", folder / "truth.json"
    credentials.write_text(json.dumps(mosquitto.passwords))
    _simulate(
        *("simulate", "--broker", f"mqtt://{mosquitto.address}", "--garage", str(garage)),
        *("--credentials", str(credentials), "--command-key", str(data / PUBLIC_NAME)),
        *("--speed", world["VDG_SPEED"], "--wall-origin", world["VDG_WALL_ORIGIN"]),
        *("--world-origin", world["VDG_WORLD_ORIGIN"], "--data", str(folder / "cars")),
        *("--for", str(SECONDS), "--report", str(report)),
    )
    truth: dict[str, object] = json.loads(report.read_text())
    return truth


def _simulate(*arguments: str) -> None:
    command = [sys.executable, "-m", "gateway", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


@asynccontextmanager
async def _process(
    *command: str, log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env={"PATH": os.defpath, **(environment or {})},
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _accounts(folder: Path, garage: Path) -> dict[str, str]:
    """Name → password, which Mosquitto knows too."""
    names = ["vdg-gateway", *(car["vin"] for car in json.loads(garage.read_text()))]
    passwords = {name: secrets.token_urlsafe(12) for name in names}
    file = folder / "vdg.passwords"
    folder.mkdir()
    file.touch(mode=0o600)
    for name, password in passwords.items():
        subprocess.run(["mosquitto_passwd", "-b", str(file), name, password], check=True)  # noqa: S603, S607 -- from Debian
    return passwords


def _configured_as_told(folder: Path, port: int) -> Path:
    """The files of the how-to, on this port and in this folder."""
    told, rights = re.findall(
        r"^```conf\n(.*?)^```", HOW_TO.read_text(), re.MULTILINE | re.DOTALL
    )
    for place in ("/etc/mosquitto/", "/var/lib/mosquitto/"):
        told = told.replace(place, f"{folder}/")
    told = told.replace("listener 1883 127.0.0.1\n", f"listener {port} 127.0.0.1\n")
    (folder / "vdg.conf").write_text(f"{told}user {getpass.getuser()}\n")
    (folder / "vdg.acl").write_text(rights)
    return folder / "vdg.conf"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def _listens(port: int, process: Process) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
    pytest.fail("mosquitto did not start")


async def _appears(path: Path, process: Process) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await asyncio.to_thread(path.exists):
            assert process.returncode is None
            await asyncio.sleep(0.05)
