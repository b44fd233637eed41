"""From a message to a report in the outbox."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proto.v1.faults_pb2 import FaultReport
from proto.v1.replies_pb2 import Reply
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, Report
from simulator.agent.thinning import samples_in
from simulator.agent.unit_clock import UnitClock

KINDS = {FaultReport: Kind.FAULTS, Reply: Kind.REPLIES, Telemetry: Kind.TELEMETRY}


@dataclass(frozen=True, slots=True)
class Reporter:
    """Gives messages the times of their measurement and commits them for one boot."""

    boot: Boot
    clock: UnitClock
    outbox: Outbox

    async def say(
        self,
        messages: Sequence[FaultReport | Reply | Telemetry],
        *,
        at: float | None = None,
        kind: Kind | None = None,
    ) -> None:
        """Commit `messages`, measured now or at world time `at`, as what they are or `kind`."""
        reports = [self._report(message, at, kind) for message in messages]
        await self.outbox.commit(self.boot, lambda _: reports)

    async def say_and(self, reply: Reply, also: Callable[[sqlite3.Connection], None]) -> None:
        """Commit `reply` and what `also` writes, or neither."""
        report = self._report(reply, None)

        def compose(connection: sqlite3.Connection) -> list[Report]:
            also(connection)
            return [report]

        await self.outbox.commit(self.boot, compose)

    async def repeat(self, find: Callable[[sqlite3.Connection], Reply | None]) -> bool:
        """Say again what `find` reads, unless that is None; nothing newer can come between."""

        def compose(connection: sqlite3.Connection) -> list[Report]:
            reply = find(connection)
            return [] if reply is None else [self._report(reply, None)]

        return bool(await self.outbox.commit(self.boot, compose))

    def _report(
        self,
        message: FaultReport | Reply | Telemetry,
        at: float | None,
        kind: Kind | None = None,
    ) -> Report:
        return Report(
            kind=KINDS[type(message)] if kind is None else kind,
            uptime_ms=self.clock.uptime_ms(at),
            wall_ms=self.clock.wall_ms(at),
            body=message.SerializeToString(),
            samples=samples_in(message) if isinstance(message, Telemetry) else 0,
        )
