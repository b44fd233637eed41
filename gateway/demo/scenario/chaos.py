"""Carries out the chaos of a scenario on real processes: killed, kept down, frozen, full."""

import asyncio
import errno
import os
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

    async def strike(self, blow: Blow) -> bool:
        """Until it is over, and what was held is let go; whether it has hit anything."""
        ready = self.ready[blow.part]
        match blow.deed:
            case Deed.KILL:
                return _kill(await ready())
            case Deed.KEEP_DOWN:
                return await _keep_down(ready, blow.lasts_wall_s)
            case Deed.FREEZE:
                return await _freeze(await ready(), blow.lasts_wall_s)
            case Deed.FILL_DISK:
                await _fill(self.disk, blow.lasts_wall_s)
                return True


def _kill(pid: int) -> bool:
    try:
        process = _alive(pid)
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def _alive(pid: int) -> psutil.Process:
    """Raises NoSuchProcess also for one that is dead and has not been waited for."""
    process = psutil.Process(pid)
    if process.status() == psutil.STATUS_ZOMBIE:
        raise psutil.ZombieProcess(pid)
    return process


async def _keep_down(ready: Callable[[], Awaitable[int]], lasts_s: float) -> bool:
    hit = False
    with suppress(TimeoutError):
        async with asyncio.timeout(lasts_s):
            while True:
                hit = _kill(await ready()) or hit
                await asyncio.sleep(LOOK_EVERY_S)
    return hit


async def _freeze(pid: int, lasts_s: float) -> bool:
    """The process with all its children."""
    frozen: list[psutil.Process] = []
    try:
        first = _alive(pid)
        first.suspend()
        frozen = [first, *first.children(recursive=True)]
        for process in frozen[1:]:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        await asyncio.sleep(lasts_s)
    except psutil.NoSuchProcess:
        return False
    finally:
        for process in frozen:
            with suppress(psutil.NoSuchProcess):
                process.resume()
    return True


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
