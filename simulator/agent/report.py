"""A report on board: what the unit says, before and after it has its sequence."""

from dataclasses import dataclass
from enum import IntEnum

from proto.v1.faults_pb2 import FaultReport
from proto.v1.header_pb2 import Header

CONTRACT_VERSION = 1


class Kind(IntEnum):
    """What a report is about; the value is its priority, lowest first.

    Phases are telemetry that explains faults, so it goes before them. Omissions are telemetry
    that has no samples. Neither is ever given up.
    """

    PHASES = -1
    FAULTS = 0
    REPLIES = 1
    OMISSIONS = 2
    TELEMETRY = 3

    def topic(self, vin: str) -> str:
        special = self in {Kind.OMISSIONS, Kind.PHASES}
        kind = Kind.TELEMETRY if special else self
        return f"v1/{vin}/{kind.name.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """One life of a unit, from power on to power off."""

    vin: str
    unit_id: int
    boot_id: int
    boot_count: int

    def __repr__(self) -> str:
        return f"Boot({self.vin[:3]}***{self.vin[-3:]}, {self.boot_count})"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a unit must own up to: `earlier` boots of which reports still wait, oldest first.

    A boot comes with the highest sequence that it has given out, 0 when none; an earlier one
    with its count, too.
    """

    last_seq: int
    earlier: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`body` is the message without its header; the times are those of the measurement.

    `samples`: how many it had when it was made (rows x columns).
    """

    kind: Kind
    uptime_ms: int
    wall_ms: int
    body: bytes
    samples: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report in the outbox, with its identity for ever: (VIN, boot, sequence)."""

    row: int
    boot: Boot
    seq: int
    report: Report

    @property
    def topic(self) -> str:
        return self.report.kind.topic(self.boot.vin)

    def payload(self, sending: Boot, uptime_ms: int) -> bytes:
        """The bytes to publish in boot `sending`, `uptime_ms` after its start."""
        header = Header(
            version=CONTRACT_VERSION,
            vin=self.boot.vin,
            boot_id=self.boot.boot_id,
            boot_count=self.boot.boot_count,
            seq=self.seq,
            uptime_ms=self.report.uptime_ms,
            wall_ms=self.report.wall_ms,
            unit_id=self.boot.unit_id,
        )
        if self.boot.boot_id == sending.boot_id:
            header.age_ms = max(0, uptime_ms - self.report.uptime_ms)
        # Protobuf messages concatenate, and the header is field 1 of every kind.
        return FaultReport(header=header).SerializeToString() + self.report.body
