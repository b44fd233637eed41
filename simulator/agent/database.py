"""SQLite on the event loop: what is asked for at about the same time is committed together."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

GATHER_S = 0.002

T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: "asyncio.Future[Any]"
    committed: Callable[[Any], None] | None
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.error is None and self.committed is not None:
            self.committed(self.result)
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Database:
    """Work given to `run` is committed when `run` returns: kill -9 takes nothing back.

    It is done on the event loop, some 20 us a statement. In a thread each statement has to win
    the interpreter's lock back from a busy loop, which takes far longer than the statement.
    """

    def __init__(self, connection: sqlite3.Connection, gather_s: float = GATHER_S) -> None:
        """What is asked for within `gather_s` is committed together."""
        self._connection = connection
        self._gather_s = gather_s
        self._loop = asyncio.get_running_loop()
        self._jobs: list[_Job] = []
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def open(cls, path: Path, schema: str, gather_s: float = GATHER_S) -> Self:
        """Open or create `path`; raises sqlite3.Error. Close it in the end."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        # A commit survives the death of the process; a simulated unit can suffer no more.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(schema)
        return cls(connection, gather_s)

    async def run(
        self,
        work: Callable[[sqlite3.Connection], T],
        committed: Callable[[T], None] | None = None,
    ) -> T:
        """What `work` returns, its changes committed; or what it raises, its changes undone.

        A caller that is cancelled meanwhile undoes nothing: `committed` is called on the event
        loop after the commit in any case, before the caller goes on.
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.append(_Job(work, future, committed))
        if self._timer is None:
            self._timer = self._loop.call_later(self._gather_s, self._flush)
        return await future

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        if self._timer is not None:
            self._timer.cancel()
            self._flush()
        self._connection.close()

    def _flush(self) -> None:
        self._timer = None
        batch, self._jobs = self._jobs, []
        self._commit(batch)
        for job in batch:
            job.settle()

    def _commit(self, batch: list[_Job]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in batch:
                self._attempt(job)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for job in batch:
                job.error = job.error or error

    def _attempt(self, job: _Job) -> None:
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self._connection)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked for the work
            job.error = error
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")
