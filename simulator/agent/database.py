"""SQLite behind one writer thread that commits together what was asked for at the same time."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self, TypeVar

BATCH = 1024

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
    """Work given to `run` is committed when `run` returns: kill -9 takes nothing back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="sqlite", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path, schema: str) -> Self:
        """Open or create `path`; raises sqlite3.Error. Close it, or its thread stays."""
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        # A commit survives the death of the process; a simulated unit can suffer no more.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(schema)
        return cls(connection)

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
        self._jobs.put(_Job(work, future, committed))
        return await future

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        while (batch := self._take()) is not None:
            self._commit(batch)
            self._loop.call_soon_threadsafe(_settle, batch)
        self._connection.close()

    def _take(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            batch.append(job)
        return batch

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


def _settle(batch: list[_Job]) -> None:
    for job in batch:
        job.settle()
