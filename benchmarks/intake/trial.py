"""One contender's trial: warm up, run for some seconds, be killed in the middle of another."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import psutil

from benchmarks.intake.contender import Contender, ReportKey, Stage
from benchmarks.intake.load import BACKLOG, CHANNELS, ONE_ROW, Pace
from benchmarks.intake.publication import Published
from benchmarks.intake.sender import LANES, Sender
from gateway.domain.errors import PartFailed
from gateway.embedded.child import Child

KNOCKS: Final = 10
KNOCK_S: Final = 2.0
LOOK_S: Final = 0.2
CLOSE_LOOK_S: Final = 0.01
LOOK_SHARE: Final = 20
"""Looking takes at most one part in so many of the time."""

PATIENCE_S: Final = 30.0
"""Longer than a broker waits before it delivers again what nobody has acknowledged."""

MARGIN: Final = 1.3
TRIES: Final = 4
FEWEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What became of the messages that the broker had acknowledged, over a whole trial."""

    acknowledged: int
    lost: int
    doubled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`seconds`: from the first PUBLISH to the last commit. `cpu_s`: of the contender alone.

    `bytes_per_sample`: by which its tables have grown, indexes included.
    """

    name: str
    messages: int
    samples: int
    seconds: float
    cpu_s: float
    bytes_per_sample: float
    safety: Safety

    @property
    def messages_per_s(self) -> float:
        return self.messages / self.seconds

    @property
    def samples_per_s(self) -> float:
        return self.samples / self.seconds

    @property
    def cpu_us(self) -> float:
        return self.cpu_s / self.messages * 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """`began_s`: unix time of the first PUBLISH."""

    messages: int
    began_s: float
    seconds: float
    cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        return self.messages / self.seconds


class Trial:
    """Who is tried, on which stage; `child`: its process."""

    def __init__(self, contender: Contender, stage: Stage, child: Child, pace: Pace) -> None:
        self._contender = contender
        self._stage = stage
        self._child = child
        self.sender = Sender(stage, contender.body, pace)

    async def run(self, seconds: float) -> Result:
        """Raises PartFailed when messages do not arrive although nobody was killed."""
        await self.warm_up()
        size, stored = await self._stage.database.size(), await self._count()
        timed = await self.timed(max(FEWEST, len(self._stage.fleet.cars) * 2))
        for _ in range(TRIES):
            timed = await self.timed(max(FEWEST, int(timed.per_s * seconds * MARGIN)))
            if timed.seconds >= seconds:
                break
        size = await self._stage.database.size() - size
        stored = await self._count() - stored
        await self._killed_amid(max(FEWEST, int(timed.per_s * seconds)))
        samples = self._contender.rows * len(CHANNELS)
        return Result(
            name=self._contender.name,
            messages=timed.messages,
            samples=timed.messages * samples,
            seconds=timed.seconds,
            cpu_s=timed.cpu_s,
            bytes_per_sample=size / (stored * samples),
            safety=await self.safety(),
        )

    async def warm_up(self) -> None:
        """Until it has subscribed, and has heard of every car."""
        await self._knock()
        await self.timed(len(self._stage.fleet.cars))

    async def timed(self, count: int, rate: float | None = None) -> Timed:
        """So many messages (a few more, so that all lanes have as many) from end to end."""
        count += -count % LANES
        await self._stage.database.checkpoint()
        expected = await self._count() + count
        first = self.sender.sent
        async with self.sender.ready(count, rate) as publication:
            cpu_s = self._cpu_s()
            await publication.begin()
            published = await self._published(publication.end(), first)
            if not await self._arrived(expected, PATIENCE_S):
                there = await self._count()
                raise PartFailed(
                    f"{self._contender.name} has stored {there - expected + count} of {count}"
                )
            cpu_s = self._cpu_s() - cpu_s
        last_s = await self._contender.last_commit_s(self._stage.database)
        return Timed(
            messages=count,
            began_s=published.began_s,
            seconds=last_s - published.began_s,
            cpu_s=cpu_s,
        )

    async def safety(self) -> Safety:
        return tally(
            self.sender.acknowledged, await self._contender.copies(self._stage.database)
        )

    async def _knock(self) -> None:
        """Single messages until one arrives: it has subscribed. They do not count."""
        for _ in range(KNOCKS):
            async with self.sender.ready(LANES) as publication:
                await publication.begin()
                await publication.end()
            if await self._arrived(1, KNOCK_S):
                await self._arrived(self.sender.sent, KNOCK_S)
                return
        raise PartFailed(f"nothing arrives through {self._contender.name}")

    async def _killed_amid(self, count: int) -> None:
        """As many messages as it takes for the SIGKILL to come before the last is stored."""
        for doubling in range(TRIES):
            if await self._killed(count << doubling):
                return
        raise PartFailed(f"{self._contender.name} was always done before it was killed")

    async def _killed(self, count: int) -> bool:
        """SIGKILL when half of so many are stored; whoever it was comes back by itself."""
        count += -count % LANES
        before, first = await self._count(), self.sender.sent
        async with self.sender.ready(count) as publication:
            await publication.begin()
            ending = asyncio.create_task(publication.end())
            await self._arrived(before + count // 2, PATIENCE_S, CLOSE_LOOK_S)
            self._child.signal(signal.SIGKILL)
            amid = await self._count() < before + count
            await self._reborn()
            await self._published(ending, first)
        await self._quiet(self._stage.broker.redelivers_s)
        return amid

    async def _reborn(self) -> None:
        """Killed, noticed, and at work again."""
        while self._child.pid is not None:  # noqa: ASYNC110 - nobody tells of a death
            await asyncio.sleep(CLOSE_LOOK_S)
        await self._child.ready()

    async def _arrived(self, expected: int, patience_s: float, look_s: float = LOOK_S) -> bool:
        """Are so many stored? No, when none has come for so long."""
        best, since_s = -1, time.monotonic()
        while True:
            looked_s = time.monotonic()
            there = await self._count()
            now_s = time.monotonic()
            if there >= expected:
                return True
            if there > best:
                best, since_s = there, now_s
            elif now_s - since_s > patience_s:
                return False
            await asyncio.sleep(max(look_s, (now_s - looked_s) * LOOK_SHARE))

    async def _quiet(self, seconds: float) -> None:
        """Until nothing has come for so long: what was not acknowledged comes again."""
        there = -1
        while there != (now := await self._count()):
            there = now
            await asyncio.sleep(seconds)

    async def _published(self, ending: Awaitable[Published], first: int) -> Published:
        published = await ending
        self.sender.note(first, published)
        return published

    async def _count(self) -> int:
        return await self._contender.count(self._stage.database)

    def _cpu_s(self) -> float:
        """Of the process and whatever it has started."""
        if self._child.pid is None:
            raise PartFailed(f"{self._contender.name} has died")
        own = psutil.Process(self._child.pid)
        times = [one.cpu_times() for one in (own, *own.children(recursive=True))]
        return sum(one.user + one.system for one in times)


def tally(acknowledged: Collection[ReportKey], copies: Mapping[ReportKey, int]) -> Safety:
    """A message is lost that the broker took and the database does not have."""
    return Safety(
        acknowledged=len(acknowledged),
        lost=sum(not copies.get(key) for key in acknowledged),
        doubled=sum(max(0, count - 1) for count in copies.values()),
    )


async def trial(contender: Contender, stage: Stage, seconds: float) -> Result:
    pace = ONE_ROW if contender.rows == 1 else BACKLOG
    async with contender.running(stage) as child:
        return await Trial(contender, stage, child, pace).run(seconds)
