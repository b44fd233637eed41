"""Our fleet as its own process, and what can be seen of it from outside."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from gateway.domain.errors import PartFailed
from gateway.embedded.launch import Launch

MIB: Final = 1 << 20
LONGEST_START_S: Final = 600.0
FLUSH_PATIENCE_S: Final = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of steady driving; `cores` is CPU time of the fleet and the broker a second."""

    seconds: float
    made: int
    acknowledged: int
    fleet_cores: float
    broker_cores: float

    @property
    def per_s(self) -> float:
        return self.acknowledged / self.seconds


@dataclass(slots=True)
class Drive:
    """A running `simulate`; `figures` is its latest line, `peak_mib` its largest RSS."""

    process: Process
    vehicles: int
    broker: psutil.Process
    log: Path
    figures: dict[str, Any] = field(default_factory=dict)
    peak_mib: float = 0.0
    ended: bool = False
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def own(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    async def online(self) -> float:
        """Wall seconds from the first car that wakes until all have a session."""
        try:
            async with asyncio.timeout(LONGEST_START_S):
                await self._until(lambda: self.figures.get("online") == self.vehicles)
        except TimeoutError:
            there = self.figures.get("online", 0)
            raise PartFailed(f"only {there} cars have come online") from None
        return max(1.0, float(self.figures["t"]))

    async def drained(self, below: int) -> None:
        """Until no more than so many reports wait on board."""
        await self._until(lambda: self.figures.get("backlog", below + 1) <= below)

    async def window(self, seconds: float) -> Window:
        """What is sent in the next so many seconds."""
        first, fleet, broker = self.figures, _cpu(self.own), _cpu(self.broker)
        await self._until(lambda: self.figures["t"] >= first["t"] + seconds)
        last = self.figures
        span = last["t"] - first["t"]
        return Window(
            seconds=span,
            made=last["published"] - first["published"],
            acknowledged=last["acked"] - first["acked"],
            fleet_cores=(_cpu(self.own) - fleet) / span,
            broker_cores=(_cpu(self.broker) - broker) / span,
        )

    async def listen(self) -> None:
        """Take in its live figures until it ends; all else goes to its log."""
        if self.process.stdout is not None:
            with self.log.open("wb") as log:
                async for line in self.process.stdout:
                    if line.startswith(b"{"):
                        await self._take(json.loads(line))
                    else:
                        log.write(line)
        self.ended = True
        await self._take(self.figures)

    async def _take(self, figures: dict[str, Any]) -> None:
        async with self.news:
            self.figures = figures
            if not self.ended:
                self.peak_mib = max(self.peak_mib, self.own.memory_info().rss / MIB)
            self.news.notify_all()

    async def _until(self, seen: Callable[[], bool]) -> None:
        async with self.news:
            await self.news.wait_for(lambda: self.ended or seen())
        if self.ended:
            raise PartFailed("the fleet has ended by itself")


@asynccontextmanager
async def drive(
    options: Sequence[str], vehicles: int, broker_pid: int, log: Path, *, flush: bool
) -> AsyncIterator[Drive]:
    """Start it, alone in the folder of its log, tied to the life of this process.

    Leaving the context tells it to send what is left on board, give account and end, or ends
    it as it stands: a fleet that is driven beyond its limit has too much left.
    """
    log.parent.mkdir(exist_ok=True)
    argv = [sys.executable, "-m", "simulator", "simulate", *options]
    process = await Launch(argv=argv, folder=log.parent).begin(stdout=PIPE)
    running = Drive(process, vehicles, psutil.Process(broker_pid), log)
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        if process.returncode is None:
            (process.terminate if flush else process.kill)()
        try:
            async with asyncio.timeout(FLUSH_PATIENCE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await listening
    if flush and process.returncode:
        raise PartFailed(f"the fleet ended with {process.returncode}: {_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text()[-2000:]


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
