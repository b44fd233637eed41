"""Chaos on real processes that are there to be struck."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from gateway.demo.scenario import chaos
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


async def until(status: str, process: psutil.Process) -> None:
    """As the kernel sees it; a zombie is dead, and not yet waited for."""
    async with asyncio.timeout(LONG_S):
        while True:
            if process.status() == status:
                return
            await asyncio.sleep(0.01)


async def test_who_freezes_stands_still_with_all_its_children(tmp_path: Path) -> None:
    """And goes on afterwards, unharmed."""
    async with a_part(tmp_path, WITH_A_CHILD) as (process, victims):
        striking = asyncio.create_task(victims.strike(blow(Deed.FREEZE, SHORT_S)))
        family = await until_stopped(process.pid)
        assert await striking
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
    """By SIGKILL, and the blow tells that it has hit."""
    async with a_part(tmp_path, ALONE) as (process, victims):
        assert await victims.strike(blow(Deed.KILL))
        assert await process.wait() == -9


async def test_who_is_kept_down_was_hit_once_at_least(tmp_path: Path) -> None:
    """Striking a process that is gone already is no failure."""
    async with a_part(tmp_path, ALONE) as (process, victims):
        assert await victims.strike(blow(Deed.KEEP_DOWN, SHORT_S))
        assert await process.wait() == -9


@pytest.mark.parametrize("deed", [Deed.KILL, Deed.KEEP_DOWN, Deed.FREEZE])
async def test_a_blow_at_nobody_is_told(tmp_path: Path, deed: Deed) -> None:
    """The process was gone before: the play must not say that it was struck."""
    async with a_part(tmp_path, ALONE) as (process, victims):
        process.kill()
        await process.wait()
        lasts_s = 0.0 if deed is Deed.KILL else SHORT_S
        assert await victims.strike(blow(deed, lasts_s)) is False


@pytest.mark.parametrize("deed", [Deed.KILL, Deed.FREEZE])
async def test_a_blow_at_the_dead_is_none(tmp_path: Path, deed: Deed) -> None:
    """Nobody has buried the process yet, so it can still be signalled."""
    async with a_part(tmp_path, WITH_A_CHILD) as (process, victims):
        parent = psutil.Process(process.pid)
        [child] = parent.children()
        parent.suspend()
        await until(psutil.STATUS_STOPPED, parent)
        child.kill()
        await until(psutil.STATUS_ZOMBIE, child)

        async def ready() -> int:
            return child.pid

        at_the_dead = replace(victims, ready={Part.BROKER: ready})
        lasts_s = 0.0 if deed is Deed.KILL else SHORT_S
        assert await at_the_dead.strike(blow(deed, lasts_s)) is False


async def test_a_full_disk_is_a_hit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as not one byte more goes in."""
    monkeypatch.setattr(chaos, "_goes_in", lambda _file, _size: False)
    async with a_part(tmp_path, ALONE) as (_, victims):
        assert await victims.strike(blow(Deed.FILL_DISK, SHORT_S))
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- pathlib is not for async functions
