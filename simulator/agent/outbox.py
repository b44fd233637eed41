"""The durable outbox of one or many units: what is in it is sent, or owned up to."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from proto.v1.commands_pb2 import Range
from simulator.agent import flash, omissions, retention
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.fitting import Draw, draw_id, replace_unit
from simulator.agent.flash import Total, append, size_of
from simulator.agent.logbook import Logbook
from simulator.agent.relief import Relief, relieve
from simulator.agent.report import Backlog, Boot, Kind, Report, StoredReport
from simulator.agent.retention import Moment, Resent

SCHEMA = flash.SCHEMA


@dataclass(slots=True)
class Stock:
    """What one car has on board, as far as it is committed. `untold`: omissions."""

    reports: int = 0
    size: int = 0
    untold: int = 0
    kept: int = 0
    relieving: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """A sequence is given at the commit, hence never to a report that got lost.

    A car is named by its VIN, and stands for the unit that is in it.
    """

    def __init__(
        self, database: Database, budget: Budget | None = None, draw: Draw = draw_id
    ) -> None:
        """`draw`: where the identities of units and boots come from."""
        self._database = database
        self._budget = budget or Budget()
        self._draw = draw
        self.logbook = Logbook(database)
        self._stocks: defaultdict[str, Stock] = defaultdict(Stock)
        self.published = 0
        self.acknowledged = 0
        self.given_up = 0
        self.taken_out = 0

    async def load(self) -> None:
        """Count what earlier runs left; call once before anything else."""
        totals = [
            Total(*row)
            for row in await self._database.run(lambda c: c.execute(flash.TOTALS).fetchall())
        ]
        (self.published, self.given_up) = await self._database.run(
            lambda c: c.execute(
                "SELECT coalesce(sum(last_seq), 0), coalesce(sum(given_up), 0) FROM boot"
            ).fetchone()
        )
        waiting = sum(total.reports for total in totals)
        self.acknowledged = self.published - self.given_up - waiting
        self.taken_out = sum(total.reports for total in totals if total.vin is None)
        self._stocks.update(
            {total.vin: Stock(*total[1:]) for total in totals if total.vin is not None}
        )

    async def begin_boot(self, vin: str, *, by_watchdog: bool = False) -> Boot:
        """The next boot of the unit in this car, with a random identity and the next count."""
        return await self._database.run(
            lambda c: flash.begin_boot(c, vin, self._draw, by_watchdog=by_watchdog)
        )

    async def replace_unit(self, vin: str) -> int:
        """Put a new unit into a car without power, and tell its id.

        It counts its boots from 1 and has nothing in its outbox and its ledger. What the old
        one had not sent is gone with it: `taken_out` counts these reports.
        """

        def count(_: int) -> None:
            self.taken_out += self._stocks.pop(vin, Stock()).reports

        return await self._database.run(lambda c: replace_unit(c, vin, self._draw), count)

    async def backlog_of(self, boot: Boot) -> Backlog:
        """Which sequences this boot, and earlier ones of its unit, may still have to send."""

        def look(connection: sqlite3.Connection) -> Backlog:
            (last_seq,) = connection.execute(
                "SELECT last_seq FROM boot WHERE boot_id = ?", (boot.boot_id,)
            ).fetchone()
            earlier = connection.execute(flash.EARLIER, (boot.unit_id, boot.boot_id)).fetchall()
            return Backlog(last_seq, tuple(earlier))

        return await self._database.run(look)

    async def commit(
        self, boot: Boot, compose: Callable[[sqlite3.Connection], Sequence[Report]]
    ) -> list[int]:
        """Store what `compose` gives, in the same transaction; the sequences of the reports.

        What is too much by then is thinned out, or given up.
        """

        def store(connection: sqlite3.Connection) -> tuple[list[int], int]:
            reports = compose(connection)
            seqs = [append(connection, boot, report) for report in reports]
            return seqs, sum(map(size_of, reports))

        def count(stored: tuple[list[int], int]) -> None:
            seqs, size = stored
            self._add(boot.vin, len(seqs), size)
            self.published += len(seqs)

        seqs, _ = await self._database.run(store, count)
        await self._relieve(boot)
        return seqs

    async def waiting(self, vin: str, limit: int) -> list[StoredReport]:
        """The reports to send next.

        Faults, then replies, then omissions, each oldest first; then telemetry, newest first.
        """
        return await self._database.run(lambda c: flash.waiting(c, vin, limit))

    async def acknowledge(self, boot: Boot, rows: Iterable[int], uptime_ms: int) -> None:
        """The broker has taken these over (PUBACK) in `boot`, so long after its start."""
        numbers = list(rows)
        if not numbers:
            return
        stock, now = self._stocks[boot.vin], Moment(boot.boot_id, uptime_ms)

        def move(connection: sqlite3.Connection) -> tuple[list[int], int]:
            if not flash.is_fitted(connection, boot):
                return [], 0
            if not self._budget.kept_bytes:
                return flash.delete(connection, boot.unit_id, numbers), 0
            retention.keep(connection, boot.unit_id, numbers, now)
            sizes = flash.delete(connection, boot.unit_id, numbers)
            excess = stock.kept + sum(sizes) - self._budget.kept_bytes
            longest_ms = round(self._budget.kept_s * 1000)
            freed = retention.forget(connection, boot.unit_id, excess, now, longest_ms)
            return sizes, sum(sizes) - freed

        def count(moved: tuple[list[int], int]) -> None:
            sizes, kept = moved
            stock.kept += kept
            self.acknowledged += len(sizes)
            self._add(boot.vin, -len(sizes), -sum(sizes))

        await self._database.run(move, count)

    async def resend(self, boot: Boot, wanted: Sequence[Range]) -> int:
        """Send these again, or own up to having them no longer; how many go out again."""

        def look(connection: sqlite3.Connection) -> tuple[Resent, int]:
            resent = retention.resend(connection, boot.unit_id, wanted)
            return resent, omissions.untold(connection, boot.unit_id)

        def count(result: tuple[Resent, int]) -> None:
            (reports, size), untold = result
            stock = self._stocks[boot.vin]
            stock.kept -= size
            stock.untold = untold
            self.acknowledged -= reports
            self._add(boot.vin, reports, size)

        resent, _ = await self._database.run(look, count)
        await self._relieve(boot)
        return resent.reports

    async def own_up(self, boot: Boot, uptime_ms: int, wall_ms: int) -> None:
        """Put what has been given up into a report, one at a time.

        While one such report is on its way the next omissions gather: however long the unit is
        alone, they stay few. It needs room like any other, which telemetry makes for it.
        """
        stock = self._stocks[boot.vin]
        if not stock.untold:
            return

        def compose(connection: sqlite3.Connection) -> tuple[int, int, int]:
            on_its_way = connection.execute(
                "SELECT 1 FROM outbox WHERE unit_id = ? AND kind = ?",
                (boot.unit_id, Kind.OMISSIONS),
            ).fetchone()
            if on_its_way:
                return 0, 0, omissions.untold(connection, boot.unit_id)
            report = Report(
                kind=Kind.OMISSIONS,
                uptime_ms=uptime_ms,
                wall_ms=wall_ms,
                body=omissions.take(connection, boot.unit_id).SerializeToString(),
            )
            append(connection, boot, report)
            return 1, size_of(report), omissions.untold(connection, boot.unit_id)

        def count(told: tuple[int, int, int]) -> None:
            reports, size, stock.untold = told
            self.published += reports
            self._add(boot.vin, reports, size)

        await self._database.run(compose, count)
        await self._relieve(boot)

    async def news(self, vin: str) -> None:
        """Wait until this unit has something to send."""
        while not self.depth(vin):
            event = self._stocks[vin].news
            event.clear()
            await event.wait()

    def depth(self, vin: str) -> int:
        """Reports that wait; omissions that are in none yet count as one."""
        stock = self._stocks[vin]
        return stock.reports + bool(stock.untold)

    def size(self, vin: str) -> int:
        """Bytes of the reports that wait."""
        return self._stocks[vin].size

    @property
    def backlog(self) -> int:
        """Reports that wait, over all units."""
        return self.published - self.acknowledged - self.given_up - self.taken_out

    def _add(self, vin: str, reports: int, size: int) -> None:
        stock = self._stocks[vin]
        stock.reports += reports
        stock.size += size
        stock.news.set()

    async def _relieve(self, boot: Boot) -> None:
        """Until what waits is within its budget, or there is no telemetry left."""
        stock, budget = self._stocks[boot.vin], self._budget.unsent_bytes

        def work(connection: sqlite3.Connection) -> tuple[Relief, int]:
            relief = relieve(connection, boot.unit_id, excess)
            return relief, omissions.untold(connection, boot.unit_id)

        def count(result: tuple[Relief, int]) -> None:
            relief, stock.untold = result
            self._add(boot.vin, -relief.given_up, -relief.freed)
            self.given_up += relief.given_up

        while not stock.relieving and (excess := stock.size - budget) > 0:
            stock.relieving = True
            try:
                relief, _ = await self._database.run(work, count)
            finally:
                stock.relieving = False
            if not relief.freed:
                return
