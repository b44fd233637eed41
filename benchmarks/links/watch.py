"""What goes on while the cars drive: commands, cuts of the network, a word now and then."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.links.commands import Errand, Errands
from benchmarks.links.driven import Driven
from benchmarks.links.network import Network
from gateway.domain.errors import StoreUnavailable
from gateway.store.audit import tally
from gateway.store.pool import Pool

SAY_EVERY_S: Final = 10.0
BEHIND_S: Final = 60.0
"""World seconds that the cars may lag without a word: they are moved in steps of 10."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`start_s`, `lasts_s`: of the drive, on the world's clock."""

    pool: Pool
    cars: Driven
    way: Network
    say: Say
    start_s: float
    lasts_s: float
    speed: float

    async def keep(self, errands: Errands, waiting: list[Errand]) -> None:
        """Until the cars have ended."""
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(errands.run(waiting, self.start_s)),
                tasks.create_task(self.way.suffer(self.lasts_s, self.speed)),
                tasks.create_task(self._tell()),
            ]
            await self.cars.process.wait()
            for task in beside:
                task.cancel()

    async def _tell(self) -> None:
        started = time.monotonic()
        while True:
            await asyncio.sleep(SAY_EVERY_S)
            self.say(f"{time.monotonic() - started:5.0f} s  {await self._progress()}")

    async def _progress(self) -> str:
        figures = self.cars.figures
        if not figures:
            return "the cars get ready"
        stored = await self._stored()
        parts = [
            f"world {figures['world'] / 60:.0f} min",
            f"online {figures['online']} of {figures['vehicles']}",
            f"reports {figures['published']:,} made, {stored} stored",
            f"faults {figures['shown']:,}",
            f"commands {figures['commands_executed']:,}",
            self.way.state,
            f"{figures['behind']:.0f} s behind" if figures["behind"] > BEHIND_S else "",
            "emptying the outboxes" if figures["flushing"] else "",
        ]
        return ", ".join(part for part in parts if part)

    async def _stored(self) -> str:
        try:
            return f"{(await tally(self.pool)).reports:,}"
        except StoreUnavailable:
            return "(no database)"
