"""Messages of a fleet, packed and published in one go after the other."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from benchmarks.intake.body import Body
from benchmarks.intake.broker import HOST
from benchmarks.intake.contender import ReportKey, Stage
from benchmarks.intake.load import Pace
from benchmarks.intake.parcel import Plan, pack
from benchmarks.intake.publication import Publication, Published, publication

LANES: Final = 40
WINDOW: Final = 100
"""Messages under way on each lane."""


@dataclass(slots=True)
class Sender:
    """`sent`: how many messages there have been, hence the number of the next one."""

    stage: Stage
    body: Body
    pace: Pace
    sent: int = 0
    acknowledged: list[ReportKey] = field(default_factory=list)

    @asynccontextmanager
    async def ready(self, count: int, rate: float | None = None) -> AsyncIterator[Publication]:
        """So many more messages, packed, with a publisher that waits for its sign.

        The first of them goes to the first car, as the cars take turns over all lanes. All
        that was written before is on the disk, or the system would write it amid the run.
        """
        fleet, folder = self.stage.fleet, self.stage.folder / f"parcel-{self.sent}"
        plan = Plan(
            host=HOST, port=self.stage.broker.port, lanes=LANES, window=WINDOW, rate=rate
        )
        messages = fleet.messages(self.pace, self.sent, count, time.time())
        pack(
            folder,
            plan,
            self.stage.broker.publisher,
            ((f"v1/{one.vin}/telemetry", self.body(one)) for one in messages),
        )
        self.sent += count
        async with publication(folder) as waiting:
            await asyncio.to_thread(os.sync)
            yield waiting

    def note(self, first: int, published: Published) -> None:
        """What the broker has taken of those numbered from `first` on."""
        place = self.stage.fleet.place
        self.acknowledged += [
            place(first + number) for number in published.acknowledged.tolist()
        ]
