"""Setting a stage: each contender gets a broker and a database that nobody has used."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.intake.broker import Broker
from benchmarks.intake.contender import Stage
from benchmarks.intake.database import Server
from benchmarks.intake.load import Fleet


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """What all stages share: the database server, the kind of broker, the cars."""

    folder: Path
    server: Server
    broker: Callable[[Path], AbstractAsyncContextManager[Broker]]
    fleet: Fleet

    @asynccontextmanager
    async def stage(self, name: str) -> AsyncIterator[Stage]:
        folder = self.folder / name
        folder.mkdir()
        async with self.broker(folder) as broker, self.server.database(name) as database:
            yield Stage(folder=folder, fleet=self.fleet, broker=broker, database=database)
