"""Blows on real processes."""

import asyncio
from contextlib import suppress
from typing import Final

import psutil

from benchmarks.soak.story import Blow, Deed, Part
from gateway.demo.scenario import script
from gateway.demo.scenario.chaos import Victims

SLOW_STEP_S: Final = 0.1
AWAKE_SHARE: Final = 0.15
"""Of a slow database: so much of the time it may run."""

_DEEDS: Final = {
    Deed.KILL: script.Deed.KILL,
    Deed.FREEZE: script.Deed.FREEZE,
    Deed.FILL_DISK: script.Deed.FILL_DISK,
}
PARTS: Final = {
    Part.GATEWAY: script.Part.GATEWAY,
    Part.BROKER: script.Part.BROKER,
    Part.DATABASE: script.Part.DATABASE,
}


async def strike(victims: Victims, blow: Blow) -> bool:
    """Until it is over; whether it has hit anything."""
    part = PARTS[blow.part]
    if blow.deed is Deed.SLOW:
        return await _slow(await victims.ready[part](), blow.lasts_s)
    deed = _DEEDS[blow.deed]
    return await victims.strike(
        script.Blow(at_s=0.0, deed=deed, part=part, lasts_wall_s=blow.lasts_s)
    )


async def _slow(pid: int, lasts_s: float) -> bool:
    """It and its children are stopped and let go, many times a second."""
    for _ in range(round(lasts_s / SLOW_STEP_S)):
        stopped: list[psutil.Process] = []
        try:
            first = psutil.Process(pid)
            for process in (first, *first.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    process.suspend()
                    stopped.append(process)
            await asyncio.sleep(SLOW_STEP_S * (1 - AWAKE_SHARE))
        except psutil.NoSuchProcess:
            return False
        finally:
            for process in stopped:
                with suppress(psutil.NoSuchProcess):
                    process.resume()
        await asyncio.sleep(SLOW_STEP_S * AWAKE_SHARE)
    return True
