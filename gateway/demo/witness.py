"""Remembers every process that the demo has begun, to see that none is left behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil

LOOK_EVERY_S = 1.0


class Witness:
    """Of this process's descendants, whoever their parents were when they were seen."""

    def __init__(self) -> None:
        self._seen: set[psutil.Process] = set()

    def look(self) -> None:
        self._seen.update(psutil.Process().children(recursive=True))

    def survivors(self) -> int:
        """How many of those that were ever seen are still there."""
        return sum(_lives(process) for process in self._seen)


@asynccontextmanager
async def witnessed() -> AsyncIterator[Witness]:
    """Looks every second while the block runs."""
    witness = Witness()
    watching = asyncio.create_task(_watch(witness))
    try:
        yield witness
    finally:
        watching.cancel()


async def _watch(witness: Witness) -> None:
    while True:
        witness.look()
        await asyncio.sleep(LOOK_EVERY_S)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
