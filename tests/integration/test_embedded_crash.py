"""What kill -9 of the process that owns the embedded parts leaves behind: data, no process."""

import asyncio
import json
import os
import pwd
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiomqtt
import psutil
import psycopg
import pytest

from gateway.embedded.user import User

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
COMMANDS = "v1/WVWZZZ1KZ8W100001/commands"


@dataclass
class Host:
    """A running `embedded_host`, what it told, and every process below it."""

    process: Process
    dsn: str
    url: str
    pids: list[int]

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture(params=["whoever runs the tests", "an ordinary user"])
def user(request: pytest.FixtureRequest) -> User | None:
    """Under whose name the host runs; None for the tests' own."""
    if request.param == "whoever runs the tests":
        return None
    if os.geteuid() != 0:
        pytest.skip("the tests run as an ordinary user already")
    entry = pwd.getpwnam("nobody")
    return User(entry.pw_uid, entry.pw_gid)


@pytest.fixture
def data(user: User | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vdg-crash-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if user:
            user.own(folder)
        yield folder


@pytest.fixture
def python(user: User | None) -> str:
    """An interpreter of this version that the host's user can run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(path).exists() and (user is None or _runs(path, user)):
            return path
    pytest.skip(f"no {version} that an ordinary user can run")


def _runs(path: str, user: User) -> bool:
    try:
        trial = subprocess.run([path, "-V"], user=user.uid, check=False)  # noqa: S603 -- our own list
    except PermissionError:
        return False
    return trial.returncode == 0


async def spawn(python: str, data: Path, user: User | None) -> Process:
    identity: dict[str, Any] = {}
    if user:
        identity = {"user": user.uid, "group": user.gid, "extra_groups": []}
    return await asyncio.create_subprocess_exec(
        *(python, "-m", "tests.fix_embedded_host", str(data)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{Path(psutil.__file__).parents[1]}", "PATH": os.defpath},
        **identity,
    )


@asynccontextmanager
async def hosted(python: str, data: Path, user: User | None) -> AsyncIterator[Host]:
    """Ended by closing its input, unless the block has killed it."""
    process = await spawn(python, data, user)
    assert process.stdin
    assert process.stdout
    try:
        told = ""
        while not told.startswith("{"):  # its log lines come first
            line = await process.stdout.readline()
            assert line, "the host ended early"
            told = line.decode()
        yield Host(process, **json.loads(told))
    finally:
        process.stdin.close()
        await process.stdout.read()
        await process.wait()


def client(url: str) -> aiomqtt.Client:
    """The gateway's account with a session that outlives its connection."""
    return aiomqtt.Client(
        "127.0.0.1",
        int(url.rpartition(":")[2]),
        identifier="crash-test",
        clean_session=False,
        username="gateway",
        password="secret",
    )


async def survivors(family: list[psutil.Process], patience: int) -> list[psutil.Process]:
    """Who still lives after so many seconds; a dead process that nobody reaped does not."""
    for _ in range(patience * 20):
        if not any(map(_lives, family)):
            break
        await asyncio.sleep(0.05)
    return [process for process in family if _lives(process)]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_killing_the_owner_leaves_data_but_no_process(
    python: str, data: Path, user: User | None
) -> None:
    """After kill -9 and an immediate restart: the same addresses and rows, and both serve."""
    async with hosted(python, data, user) as first:
        async with await psycopg.AsyncConnection.connect(first.dsn, autocommit=True) as base:
            await base.execute("create table report as select generate_series(1, 1000) as n")
        async with client(first.url) as gateway:
            await gateway.publish(COMMANDS, b"served", qos=1)
        family = first.family()
        assert {*first.pids} < {process.pid for process in family}
        first.process.kill()
        await first.process.wait()

        async with hosted(python, data, user) as second:
            assert await survivors(family, patience=0) == []
            assert (first.dsn, first.url) == (second.dsn, second.url)
            async with await psycopg.AsyncConnection.connect(second.dsn) as base:
                rows = await (await base.execute("select count(*) from report")).fetchall()
                assert rows == [(1000,)]
            async with client(second.url) as gateway:
                await gateway.publish(COMMANDS, b"still served", qos=1)
            last = second.family()
            second.process.kill()
            assert await survivors(last, patience=20) == []


async def test_an_owner_killed_while_it_starts_leaves_no_process(
    python: str, data: Path, user: User | None
) -> None:
    """Killed at several moments of its first start, it is started at last, and complete."""
    for moment in (0.3, 0.5, 0.7, 0.9):
        process = await spawn(python, data, user)
        await asyncio.sleep(moment)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        await process.communicate()
        assert await survivors(family, patience=20) == []
    async with (
        hosted(python, data, user) as host,
        await psycopg.AsyncConnection.connect(host.dsn) as base,
    ):
        assert await (await base.execute("select current_user::text")).fetchall() == [("vdg",)]
