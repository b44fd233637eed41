"""Transactions in memory: own writes lie over the committed rows until the end."""

import asyncio
from collections import ChainMap, defaultdict
from collections.abc import AsyncIterator, Hashable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import fields, replace
from datetime import datetime
from itertools import count

from gateway.domain.case import CaseId
from gateway.domain.service import Slot
from gateway.domain.vin import Vin
from gateway.pipeline.memory.rows import Rows, VehicleRow, Wake

TABLES = tuple(table.name for table in fields(Rows))


class Memory:
    """A store that forgets everything when it is dropped; `rows` holds what is committed."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.locks: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.reserved: list[Slot] = []
        self._numbers = count(1)

    def next_number(self) -> int:
        """Like a sequence: a number is not given back by a transaction that fails."""
        return next(self._numbers)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """Committed at the end, as one step; an exception leaves no trace."""
        async with AsyncExitStack() as stack:
            transaction = Transaction(self, stack)
            yield transaction
            transaction.commit()


class Transaction:
    """`rows`: the committed ones as they are now, under what has been written here."""

    def __init__(self, memory: Memory, stack: AsyncExitStack) -> None:
        self._memory = memory
        self._stack = stack
        self._held: set[Hashable] = set()
        self._own = Rows()
        self.rows = Rows(
            **{
                table: ChainMap(getattr(self._own, table), getattr(memory.rows, table))
                for table in TABLES
            }
        )

    def commit(self) -> None:
        for table in TABLES:
            if own := getattr(self._own, table):
                getattr(self._memory.rows, table).update(own)

    def next_number(self) -> int:
        return self._memory.next_number()

    def reserve(self, slot: Slot) -> bool:
        """False when it overlaps with one that stands or that another is about to take."""
        standing = [row.slot for row in self.rows.appointments.values() if row.stands]
        if any(_overlap(slot, other) for other in (*standing, *self._memory.reserved)):
            return False
        self._memory.reserved.append(slot)
        self._stack.callback(self._memory.reserved.remove, slot)
        return True

    async def lock(self, what: Hashable) -> None:
        """Waits for whoever else changes this, mostly a case; held until the end."""
        if what not in self._held:
            await self._stack.enter_async_context(self._memory.locks[what])
            self._held.add(what)

    def wake_cases(self, vins: Iterable[Vin], now: datetime) -> None:
        """The open cases of these vehicles are looked at now; waits for nobody."""
        for number in self._open_cases(set(vins)):
            self.wake_case(number, now)

    def wake_case(self, case: CaseId, now: datetime) -> None:
        pending = pending_wake(self.rows, case)
        at = now if pending is None else min(pending, now)
        self.rows.wakes[case] = Wake(self.next_number(), at)

    def wake_up(self, case: CaseId) -> None:
        """Under the lock of the case: a wake becomes its due time."""
        pending = pending_wake(self.rows, case)
        row = self.rows.cases[case]
        if pending is not None and row.due_at is not None:
            self.rows.woken[case] = self.rows.wakes[case].number
            self.rows.cases[case] = replace(row, due_at=min(row.due_at, pending))

    def vehicle(self, vin: Vin) -> VehicleRow:
        return self.rows.vehicles.get(vin, VehicleRow())

    def _open_cases(self, vins: set[Vin]) -> list[CaseId]:
        return [
            number
            for number, case in self.rows.cases.items()
            if case.vin in vins and case.closed_at is None
        ]


def pending_wake(rows: Rows, case: CaseId) -> datetime | None:
    """Since when there has been news that nobody has looked at."""
    wake = rows.wakes.get(case)
    if wake is None or wake.number <= rows.woken.get(case, 0):
        return None
    return wake.at


def _overlap(one: Slot, other: Slot) -> bool:
    """Half-open: one may end when the other begins."""
    same = (one.centre, one.bay) == (other.centre, other.bay)
    return same and one.starts_at < other.ends_at and other.starts_at < one.ends_at
