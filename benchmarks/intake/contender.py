"""Whoever takes messages from the broker into the database, as seen by who measures it."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.intake.body import Body
from benchmarks.intake.broker import Broker
from benchmarks.intake.database import Database
from benchmarks.intake.load import Fleet
from gateway.embedded.child import Child

ReportKey = tuple[str, int]
"""VIN and sequence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A broker and a database that nobody has used yet, and a folder."""

    folder: Path
    fleet: Fleet
    broker: Broker
    database: Database


class Contender(Protocol):
    """`rows`: samples of each channel in a message."""

    @property
    def name(self) -> str: ...

    @property
    def body(self) -> Body: ...

    @property
    def rows(self) -> int: ...

    def running(self, stage: Stage) -> AbstractAsyncContextManager[Child]:
        """At work, in a process that comes back when it is killed."""

    async def count(self, database: Database) -> int:
        """Messages that are committed."""

    async def last_commit_s(self, database: Database) -> float:
        """Unix time of the last of their commits."""

    async def copies(self, database: Database) -> Mapping[ReportKey, int]:
        """How often each message is there, whole."""
