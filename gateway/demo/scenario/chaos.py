"""Carries out the chaos of a scenario on real processes: killed, kept down, frozen, full."""

import asyncio
import errno
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from gateway.demo.scenario.script import Blow, Deed, Part

LOOK_EVERY_S = 0.05
MEBIBYTE = 1 << 20
BALLAST = "ballast"


@dataclass(frozen=True, kw_only=True)
class Victims:
    """`ready` gives the pid of a part as soon as it serves; `disk` is the database's."""

    ready: Mapping[Part, Callable[[], Awaitable[int]]]
    disk: Path

    async def strike(self, blow: Blow) -> None:
        """Until it is over, and what was held is let go."""
        match blow.deed:
            case Deed.KILL:
                _kill(await self.ready[blow.part]())
            case Deed.KEEP_DOWN:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._keep_down(blow.part), blow.lasts_wall_s)
            case Deed.FREEZE:
                await _freeze(await self.ready[blow.part](), blow.lasts_wall_s)
            case Deed.FILL_DISK:
                await _fill(self.disk, blow.lasts_wall_s)

    async def _keep_down(self, part: Part) -> None:
        while True:
            _kill(await self.ready[part]())
            await asyncio.sleep(LOOK_EVERY_S)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def _freeze(pid: int, lasts_s: float) -> None:
    """The process with all its children."""
    frozen: list[psutil.Process] = []
    try:
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(pid)
            first.suspend()
            frozen = [first, *first.children(recursive=True)]
        for process in frozen:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        await asyncio.sleep(lasts_s)
    finally:
        for process in frozen:
            with suppress(psutil.NoSuchProcess):
                process.resume()


async def _fill(disk: Path, lasts_s: float) -> None:
    """With a file that takes whatever is left, until not one byte more goes in."""
    ballast = disk / BALLAST
    try:
        with ballast.open("wb", buffering=0) as file:
            chunk = MEBIBYTE
            while chunk:
                chunk = chunk if _goes_in(file.fileno(), chunk) else chunk // 2
        await asyncio.sleep(lasts_s)
    finally:
        ballast.unlink(missing_ok=True)


def _goes_in(file: int, size: int) -> bool:
    try:
        os.write(file, bytes(size))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True
