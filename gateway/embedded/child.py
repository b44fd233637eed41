"""A supervised child process: started, waited for, restarted when it dies, stopped."""

import asyncio
import contextlib
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from gateway.domain.errors import PartFailed
from gateway.embedded.launch import Launch
from gateway.embedded.log_file import LogFile

_log = structlog.get_logger(__name__)
_POLL_S = 0.02
_TRIM_EVERY_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 30.0
_STEADY_S = 10.0  # who lived longer than this is restarted without growing pauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What runs, when it is ready (asked with its pid), how patient to be (seconds)."""

    name: str
    launch: Launch
    ready: Callable[[int], bool]
    patience: float
    grace: float = 20.0


class Child:
    """One program that is kept running until `stop`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._process: Process | None = None
        self._up = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.restarts = 0
        self.log = LogFile(program.launch.folder / f"{program.name}.log")

    @property
    def pid(self) -> int | None:
        """Of the process that serves now; None while there is none."""
        return self._process.pid if self._process and self._up.is_set() else None

    async def start(self) -> None:
        """Until it serves. Raises `PartFailed` with the end of its log when it does not."""
        process = await self._launch()
        self._keeper = asyncio.create_task(self._keep(process), name=self._program.name)

    async def ready(self) -> int:
        """The pid, as soon as it serves (again)."""
        while self.pid is None:
            await self._up.wait()
        return self.pid

    def signal(self, number: signal.Signals) -> None:
        """To the running process; to nobody when there is none."""
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def stop(self) -> None:
        """Ask it to end, and kill it when it takes too long."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self._end()

    async def _launch(self) -> Process:
        self.log.trim()
        before, output = self.log.size(), self.log.open()
        try:
            process = self._process = await self._program.launch.begin(stdout=output)
        finally:
            os.close(output)
        try:
            await self._wait_until_ready(process, before)
        except BaseException:
            await self._end()
            raise
        self._up.set()
        return process

    async def _wait_until_ready(self, process: Process, before: int) -> None:
        deadline = time.monotonic() + self._program.patience
        while not self._program.ready(process.pid):
            if process.returncode is not None:
                raise PartFailed(self._obituary(f"ended with {process.returncode}", before))
            if time.monotonic() > deadline:
                raise PartFailed(self._obituary("did not get ready in time", before))
            await asyncio.sleep(_POLL_S)

    def _obituary(self, what: str, before: int) -> str:
        return f"{self._program.name} {what}:\n{self.log.last_lines(offset=before)}"

    async def _keep(self, process: Process) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            lived = await self._life_of(process)
            pause = next_pause(pause, lived)
            await asyncio.sleep(pause)
            try:
                process = await self._launch()
            except (PartFailed, OSError) as failure:
                _log.warning("part is still down", part=self._program.name, reason=str(failure))
            else:
                self.restarts += 1
                _log.info("part is back", part=self._program.name, pid=process.pid)

    async def _life_of(self, process: Process) -> float:
        """Seconds until it died; the log is kept small meanwhile."""
        born = time.monotonic()
        while process.returncode is None:
            # Not `wait_for`: it forgets that it was cancelled when the process ends just then.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TRIM_EVERY_S):
                    await process.wait()
            self.log.trim()
        if self._up.is_set():
            self._up.clear()
            _log.warning("part died", part=self._program.name, status=process.returncode)
        return time.monotonic() - born

    async def _end(self) -> None:
        self._up.clear()
        if self._process is None:
            return
        self.signal(self._program.launch.farewell)
        try:
            async with asyncio.timeout(self._program.grace):
                await self._process.wait()
        except TimeoutError:
            _log.warning("part is killed, it did not end", part=self._program.name)
            self.signal(signal.SIGKILL)
            await self._process.wait()


def next_pause(pause: float, lived: float) -> float:
    """Seconds before the next restart: doubled for a program that keeps dying early."""
    return _FIRST_PAUSE_S if lived > _STEADY_S else min(pause * 2, _LONGEST_PAUSE_S)
