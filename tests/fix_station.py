"""A gateway that one car reports to, with a wall clock that stands still."""

from datetime import timedelta
from typing import Any

from gateway.domain.finding import Finding
from gateway.domain.report import Frame
from gateway.pipeline.holdback import HOLD_BACK
from gateway.pipeline.intake import Intake
from gateway.pipeline.memory import Memory, MemoryJournal
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_store import CAR, StillClock

LOST = {wire.SERVICES_LOST: wire.FAILED}


class Station:
    """One after another over the same store, on one wall."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.wall = StillClock()
        self.intake = self.started()

    def started(self) -> Intake:
        return an_intake(MemoryJournal(self.memory), wall=self.wall)

    async def take(self, *frames: Frame) -> None:
        await self.intake.take(frames)

    async def wait(self, length: timedelta = HOLD_BACK) -> None:
        self.wall.time += length
        await self.intake.release()

    @property
    def findings(self) -> list[Finding]:
        return [row.finding for row in self.memory.rows.findings.values()]

    @property
    def stored(self) -> list[int]:
        return sorted(report.seq for report in self.memory.rows.reports)

    @property
    def waiting(self) -> list[int]:
        held = self.memory.rows.held.values()
        return sorted(one.id.seq for one in held if one is not None)


def clocks(seq: int) -> dict[str, Any]:
    """A report a minute, all of which come at noon."""
    return {"uptime_ms": seq * 60_000, "age_ms": (100 - seq) * 60_000}


def volts(seq: int, volt: float = 12.5, **fields: Any) -> Frame:
    return a_frame(wire.telemetry(CAR, seq, {10: [volt], 12: [0.0]}, **(clocks(seq) | fields)))


def codes(seq: int, said: dict[str, int], **fields: Any) -> Frame:
    return a_frame(wire.faults(CAR, seq, said, **(clocks(seq) | fields)), "faults")
