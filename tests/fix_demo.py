"""`vdg demo` as a process of its own, for tests to look into and to kill parts of."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg import sql

from gateway.wiring.announcement import ANNOUNCEMENT_NAME

ROOT = Path(__file__).parents[1]
ZEROS = (
    "messages_lost",
    "messages_duplicated",
    "messages_unexpected",
    "samples_lost",
    "samples_unexpected",
    "never_reset_violations",
    "children_orphaned",
)
IN_A_TERMINAL = (
    "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
)
CTRL_C = b"\x03"
PATIENCE_S = 300.0
LOOK_EVERY_S = 0.1


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demo under way; `log` is what it prints."""

    process: Process
    data: Path
    report: Path
    log: Path
    terminal: bool

    @property
    def itself(self) -> psutil.Process:
        """The demo; around it there may be a terminal."""
        process = psutil.Process(self.process.pid)
        return process.children()[0] if self.terminal else process

    async def ready(self, before: int = 0) -> int:
        """The gateway's pid once it serves, and is not that of `before`."""
        async with asyncio.timeout(PATIENCE_S):
            while (pid := self._serving()) in {None, before}:
                await self._look_again()
        assert pid is not None
        return pid

    async def stored(self, more_than: int = 0) -> int:
        """How many reports the store holds, as soon as they are more than that."""
        return await self._rows("reports", more_than)

    async def faulty(self) -> None:
        """Returns when the store knows of a fault."""
        await self._rows("episodes", 0)

    async def kill_gateway(self, pid: int) -> None:
        """With -9; returns when another process has taken its place."""
        os.kill(pid, signal.SIGKILL)
        await self.ready(before=pid)

    def part(self, program: str) -> psutil.Process:
        """The demo's own child that runs this program."""
        parts = self.itself.children()
        [found] = [part for part in parts if program in part.name()]
        return found

    async def kill_part(self, program: str) -> None:
        """With -9; returns when another process has taken its place."""
        killed = self.part(program)
        killed.kill()
        async with asyncio.timeout(PATIENCE_S):
            while (replaced := self._pid_of(program)) in {None, killed.pid}:
                await self._look_again()
        assert replaced is not None

    def family(self) -> list[psutil.Process]:
        return self.itself.children(recursive=True)

    def press_ctrl_c(self) -> None:
        if self.terminal:
            assert self.process.stdin is not None
            self.process.stdin.write(CTRL_C)
        else:
            self.process.send_signal(signal.SIGINT)

    async def end(self) -> Mapping[str, Any]:
        """Its report, after it has ended."""
        async with asyncio.timeout(PATIENCE_S):
            status = await self.process.wait()
        assert status == 0, self.log.read_text()
        report: dict[str, Any] = json.loads(self.report.read_text())
        return report

    def _serving(self) -> int | None:
        """The pid of the gateway that has announced itself, and is this demo's own."""
        pid = self._announced().get("pid")
        own = {process.pid for process in self.family()} if pid else set()
        return pid if pid in own else None

    def _announced(self) -> dict[str, Any]:
        with suppress(FileNotFoundError):
            said: dict[str, Any] = json.loads((self.data / ANNOUNCEMENT_NAME).read_text())
            return said
        return {}

    def _pid_of(self, program: str) -> int | None:
        with suppress(ValueError, psutil.NoSuchProcess):
            return self.part(program).pid
        return None

    async def _rows(self, table: str, more_than: int) -> int:
        async with asyncio.timeout(PATIENCE_S):
            while (count := await self._count(table)) <= more_than:
                await self._look_again()
        return count

    async def _count(self, table: str) -> int:
        with suppress(psycopg.OperationalError, psycopg.errors.UndefinedTable, KeyError):
            dsn = self._announced()["database"]
            async with await psycopg.AsyncConnection.connect(dsn) as connection:
                question = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
                cursor = await connection.execute(question)
                [(count,)] = await cursor.fetchall()
                return int(count)
        return 0

    async def _look_again(self) -> None:
        assert self.process.returncode is None, self.log.read_text()
        await asyncio.sleep(LOOK_EVERY_S)


@pytest.fixture
def demo_folder() -> Iterator[Path]:
    """Not below pytest's own folder, where the user that root drops to could not go."""
    with tempfile.TemporaryDirectory(prefix="vdg-demo-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@asynccontextmanager
async def running_demo(
    folder: Path, *, seconds: float, resume: bool = False, terminal: bool = False
) -> AsyncIterator[Demo]:
    """A demo of twelve cars; whatever happens, nothing of it is left behind."""
    data, report, log = folder / "data", folder / "report.json", folder / "demo.log"
    report.unlink(missing_ok=True)
    arguments = ["--vehicles", "12", "--seed", "7", "--for", f"{seconds:g}", "--port", "0"]
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *((sys.executable, "-c", IN_A_TERMINAL) if terminal else ()),
            *(sys.executable, "-m", "gateway", "demo", "--no-browser", *arguments),
            *("--data", str(data), "--report", str(report)),
            *(["--resume"] if resume else []),
            stdin=PIPE,
            stdout=output,
            stderr=output,
            cwd=ROOT,
        )
    try:
        yield Demo(process=process, data=data, report=report, log=log, terminal=terminal)
    finally:
        await _put_down(process)


async def _put_down(process: Process) -> None:
    """Its children die with it."""
    if process.returncode is None:
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()


def found_wanting(report: Mapping[str, Any]) -> dict[str, Any]:
    """What should be zero and is not, and faults that were not seen."""
    wanting = {name: report[name] for name in ZEROS if report[name]}
    missed = report["faults_injected"] - report["faults_seen"]
    return wanting | ({"faults_missed": missed} if missed else {})
