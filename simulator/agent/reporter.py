"""From a message to a report in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from proto.v1.faults_pb2 import FaultReport
from proto.v1.replies_pb2 import Reply
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.outbox import Outbox, Statement
from simulator.agent.report import Boot, Kind, Report
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
        also: Sequence[Statement] = (),
    ) -> None:
        """Commit `messages`, measured now or at world time `at`, together with `also`."""
        uptime_ms, wall_ms = self.clock.uptime_ms(at), self.clock.wall_ms(at)
        reports = [
            Report(
                kind=KINDS[type(message)],
                uptime_ms=uptime_ms,
                wall_ms=wall_ms,
                body=message.SerializeToString(),
            )
            for message in messages
        ]
        await self.outbox.commit(self.boot, reports, also)
