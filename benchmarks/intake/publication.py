"""A publication as seen by the one who orders it: begun at a moment, told of afterwards."""

import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.intake import publisher
from gateway.domain.errors import PartFailed
from gateway.embedded.launch import Launch


@dataclass(frozen=True, slots=True)
class Published:
    """`began_s`: unix time of the first PUBLISH; `acked_at`: of each PUBACK, NaN without."""

    began_s: float
    acked_at: NDArray[np.float64]

    @property
    def acknowledged(self) -> NDArray[np.int64]:
        """Numbers of the messages that the broker has taken, counted from 0."""
        return np.flatnonzero(~np.isnan(self.acked_at))


@dataclass(frozen=True, slots=True)
class Publication:
    process: Process
    folder: Path

    async def begin(self) -> None:
        if self.process.stdin is None:
            raise PartFailed("the publisher has no input")
        self.process.stdin.write(b"go\n")
        await self.process.stdin.drain()

    async def end(self) -> Published:
        """When everything has been acknowledged, or nothing was any more."""
        await _hear(self.process, "done")
        with np.load(self.folder / publisher.OUTCOME) as outcome:
            return Published(float(outcome["began_s"]), outcome["acked_at"])


@asynccontextmanager
async def publication(folder: Path) -> AsyncIterator[Publication]:
    """A publisher that is connected and waits; it does not outlive the block."""
    argv = [sys.executable, "-m", publisher.__name__, str(folder)]
    process = await Launch(argv=argv, folder=folder).begin(stdin=PIPE, stdout=PIPE)
    try:
        await _hear(process, "ready")
        yield Publication(process, folder)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _hear(process: Process, word: str) -> None:
    line = await process.stdout.readline() if process.stdout else b""
    if line.strip() != word.encode():
        rest = await process.stdout.read() if process.stdout else b""
        raise PartFailed(f"the publisher did not say {word!r}:\n{(line + rest).decode()}")
