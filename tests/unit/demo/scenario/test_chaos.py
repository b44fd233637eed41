"""Chaos on real processes that are there to be struck."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from gateway.demo.scenario.chaos import Victims
from gateway.demo.scenario.script import Blow, Deed, Part

ALONE = "print(flush=True); input()"
WITH_A_CHILD = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'input()']); "
    "print(flush=True); child.wait()"
)
LONG_S, SHORT_S = 30.0, 0.5


@asynccontextmanager
async def a_part(folder: Path, program: str) -> AsyncIterator[tuple[Process, Victims]]:
    """A process, and perhaps its child, that wait for input that never comes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()

    async def ready() -> int:
        return process.pid

    family = psutil.Process(process.pid).children()
    try:
        yield process, Victims(ready=dict.fromkeys(Part, ready), disk=folder)
    finally:
        for child in family:
            child.kill()
        if process.returncode is None:
            process.kill()
        await process.communicate()


def blow(deed: Deed, lasts_s: float = 0.0) -> Blow:
    return Blow(at_s=0.0, deed=deed, part=Part.BROKER, lasts_wall_s=lasts_s)


async def until_stopped(pid: int) -> list[psutil.Process]:
    """The process and its children, once all of them stand still."""
    async with asyncio.timeout(LONG_S):
        while True:
            first = psutil.Process(pid)
            family = [first, *first.children()]
            if len(family) > 1 and all(one.status() == psutil.STATUS_STOPPED for one in family):
                return family
            await asyncio.sleep(0.01)


async def test_who_freezes_stands_still_with_all_its_children(tmp_path: Path) -> None:
    """And goes on afterwards, unharmed."""
    async with a_part(tmp_path, WITH_A_CHILD) as (process, victims):
        striking = asyncio.create_task(victims.strike(blow(Deed.FREEZE, SHORT_S)))
        family = await until_stopped(process.pid)
        await striking
        assert psutil.STATUS_STOPPED not in {one.status() for one in family}
        assert process.returncode is None


async def test_who_strikes_lets_go_when_the_play_ends(tmp_path: Path) -> None:
    """Cancelled in the middle, it leaves nobody frozen."""
    async with a_part(tmp_path, WITH_A_CHILD) as (process, victims):
        striking = asyncio.create_task(victims.strike(blow(Deed.FREEZE, LONG_S)))
        family = await until_stopped(process.pid)
        striking.cancel()
        await asyncio.wait({striking})
        assert psutil.STATUS_STOPPED not in {one.status() for one in family}


async def test_who_is_killed_is_gone(tmp_path: Path) -> None:
    """By SIGKILL; striking a process that is gone already is no failure."""
    async with a_part(tmp_path, ALONE) as (process, victims):
        await victims.strike(blow(Deed.KILL))
        assert await process.wait() == -9
        await victims.strike(blow(Deed.KEEP_DOWN, SHORT_S))
