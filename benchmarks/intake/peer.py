"""What other people would use instead, each writing the same samples into a wide table."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.intake import wide
from benchmarks.intake.body import Body
from benchmarks.intake.contender import ReportKey, Stage
from benchmarks.intake.database import Database
from gateway.embedded.child import Child, Program
from gateway.embedded.launch import Launch
from gateway.embedded.private_file import write_private

START_S: Final = 60.0
Argv = Sequence[str | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Implements `Contender`.

    `argv`: writes what the program needs into the folder and says how to start it.
    `greeting`: what it prints when it is connected.
    """

    name: str
    body: Body
    rows: int
    argv: Callable[[Stage, Path], Argv]
    greeting: str

    @asynccontextmanager
    async def running(self, stage: Stage) -> AsyncIterator[Child]:
        await wide.make_table(stage.database)
        folder = stage.folder / "peer"
        folder.mkdir()
        child = Child(
            Program(
                name="peer",
                launch=Launch(argv=self.argv(stage, folder), folder=folder),
                ready=Greeted(folder / "peer.log", self.greeting),
                patience=START_S,
            )
        )
        await child.start()
        try:
            yield child
        finally:
            await child.stop()

    async def count(self, database: Database) -> int:
        return int(await database.number("select count(*) from telemetry")) // self.rows

    async def last_commit_s(self, database: Database) -> float:
        return await database.number(
            "select extract(epoch from max(pg_xact_commit_timestamp(xmin))) from telemetry"
        )

    async def copies(self, database: Database) -> Mapping[ReportKey, int]:
        found = await database.rows(
            "select vin, seq, count(*) from telemetry group by vin, seq"
        )
        return {(vin, seq): samples // self.rows for vin, seq, samples in found}


@dataclass(slots=True)
class Greeted:
    """Has this very process printed the greeting? What one before it printed is not it."""

    log: Path
    greeting: str
    _before: dict[int, int] = field(default_factory=dict)

    def __call__(self, pid: int) -> bool:
        said = self.log.read_text(errors="replace").count(self.greeting)
        return said > self._before.setdefault(pid, said)


def script_settings(stage: Stage, folder: Path, more: Mapping[str, Any] | None = None) -> Path:
    """Where broker and database are, for a script; private, as passwords are in it."""
    file = folder / "settings.json"
    settings = {
        "port": stage.broker.port,
        "username": stage.broker.username,
        "password": stage.broker.password,
        "dsn": stage.database.dsn,
        **(more or {}),
    }
    write_private(file, json.dumps(settings))
    return file
