"""What the cars of a soak report: mostly telemetry, now and then what is wrong."""

from typing import Final, NamedTuple

import numpy as np

from benchmarks.intake.load import CHANNELS
from proto.v1.faults_pb2 import FaultReport
from proto.v1.header_pb2 import Header
from proto.v1.telemetry_pb2 import Telemetry

EVERY_FAULT: Final = 40
"""One report in so many is a fault report: the same fault, seen once more."""

COMPONENT: Final = "body_control"
CODE: Final = 0x5A5000  # C1A50-00, a tyre that loses air
CONFIRMED: Final = 0x2F
SIGNALS: Final = [one.number for one in CHANNELS]
_ROWS_MS: Final = np.array([0, 500], "<u4").tobytes()
_USUAL: Final = np.array([[one.usual for one in CHANNELS]] * 2, "<f4").tobytes()
_BOOTED_MS: Final = 60_000


class Car(NamedTuple):
    """One boot of one unit."""

    vin: str
    boot_id: int
    unit_id: int


class Report(NamedTuple):
    """`made_s`: when it was measured, seconds after the boot."""

    car: Car
    seq: int
    made_s: float

    @property
    def is_fault(self) -> bool:
        return self.seq % EVERY_FAULT == 0

    @property
    def topic(self) -> str:
        return f"v1/{self.car.vin}/{'faults' if self.is_fault else 'telemetry'}"

    def body(self, up_s: float, wall_s: float) -> bytes:
        """As it is sent so long after the boot: its age is told anew each time."""
        wire = _fault(self.seq) if self.is_fault else _telemetry()
        header: Header = wire.header
        header.version = 1
        header.vin = self.car.vin
        header.boot_id = self.car.boot_id
        header.unit_id = self.car.unit_id
        header.boot_count = 1
        header.seq = self.seq
        header.uptime_ms = _BOOTED_MS + round(self.made_s * 1000)
        header.age_ms = 1000 + round((up_s - self.made_s) * 1000)
        header.wall_ms = round((wall_s - (up_s - self.made_s)) * 1000)
        return wire.SerializeToString()


def faults_until(seq: int) -> int:
    """How often the fault has been seen by then."""
    return seq // EVERY_FAULT


def _fault(seq: int) -> FaultReport:
    report = FaultReport(component=COMPONENT, status_availability_mask=0xFF)
    fault = report.faults.add()
    fault.dtc = CODE
    fault.status = CONFIRMED
    fault.occurrences = faults_until(seq)
    return report


def _telemetry() -> Telemetry:
    report = Telemetry()
    matrix = report.matrices.add()
    matrix.signals.extend(SIGNALS)  # type: ignore[arg-type]  # the stub wants the enum's type
    matrix.offsets_ms = _ROWS_MS
    matrix.values = _USUAL
    return report
