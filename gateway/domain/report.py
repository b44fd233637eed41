"""Reports as they leave the decoder: what a vehicle said, identified for ever.

What is made for each message is a named tuple: a frozen dataclass takes four times as long.
Where it is made for each message, `tuple.__new__(Header, (...))` takes half of `Header(...)`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

import numpy as np
import numpy.typing as npt

from gateway.domain.component import ComponentId
from gateway.domain.instant import to_time, to_us
from gateway.domain.operation import OperationState
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin

OFFSETS = np.dtype("<u4")
VALUES = np.dtype("<f4")


class ReportId(NamedTuple):
    """The identity of a report: the same three for ever, however often it is sent."""

    vin: Vin
    boot_id: int
    seq: int


class Header(NamedTuple):
    """Who said it and when, on the vehicle's own clocks (milliseconds).

    `unit_order`: which of the vehicle's units over the years speaks, 1 the first that was ever
    heard; 0 until that has been looked up. `received_us`: microseconds since 1970 UTC.
    """

    id: ReportId
    boot_count: int
    uptime_ms: int
    age_ms: int | None
    wall_ms: int
    received_us: int
    unit_id: int = 0
    unit_order: int = 0

    @property
    def received_at(self) -> datetime:
        """The UTC instant."""
        return to_time(self.received_us)


class Matrix(NamedTuple):
    """Samples of some signals on one clock, as they came over the wire.

    `signals`: k numbers; `rows`: n; `last_ms`: how long after the report's uptime the last of
    them was measured, 0 without any; `offsets` and `samples`: the bytes of `offsets_ms` and
    `values`.
    """

    signals: tuple[int, ...]
    rows: int
    last_ms: int
    offsets: bytes
    samples: bytes

    @classmethod
    def of(
        cls,
        signals: tuple[int, ...],
        offsets_ms: npt.NDArray[np.uint32],
        values: npt.NDArray[np.float32],
    ) -> "Matrix":
        offsets = offsets_ms.astype(OFFSETS, copy=False)
        last_ms = int(offsets[-1]) if len(offsets) else 0
        samples = np.ascontiguousarray(values, VALUES).tobytes()
        return cls(signals, len(offsets), last_ms, offsets.tobytes(), samples)

    @property
    def offsets_ms(self) -> npt.NDArray[np.uint32]:
        """uint32[n], rising."""
        return np.frombuffer(self.offsets, OFFSETS)

    @property
    def values(self) -> npt.NDArray[np.float32]:
        """float32[n, k], NaN where nothing was measured."""
        return np.frombuffer(self.samples, VALUES).reshape(self.rows, len(self.signals))


class OmissionReason(Enum):
    """Why a vehicle will never send a report."""

    OUT_OF_MEMORY = "out_of_memory"
    NO_LONGER_KEPT = "no_longer_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """Reports `first_seq` to `last_seq` of one boot: the vehicle owns up to have given them up.

    `samples`: how many were in them when they were made, 0 when that is not known any more. Of
    the reports that did arrive all the same, the samples are to be taken off.
    """

    boot_id: int
    first_seq: int
    last_seq: int
    samples: int
    reason: OmissionReason


class Telemetry(NamedTuple):
    """`thinned_samples`: what the vehicle has taken out of it to keep within its memory."""

    header: Header
    matrices: tuple[Matrix, ...]
    thinned_samples: int = 0
    omissions: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A freeze frame: data identifier → raw bytes, as the component stored it."""

    record: int
    values: dict[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEntry:
    """One line of a component's fault memory."""

    code: TroubleCode
    status: Status
    occurrences: int
    aging: int = 0
    snapshots: tuple[Snapshot, ...] = ()


ALL_STATUS_BITS = Status(0xFF)


@dataclass(frozen=True, slots=True)
class FaultReport:
    """Every code of one component whose status byte is not 0; the others have passed.

    `software`: the version of the component when it said so, empty when that is not known.
    """

    header: Header
    component: ComponentId
    operation_cycle: int
    entries: tuple[FaultEntry, ...]
    available: Status = ALL_STATUS_BITS  # those that the component supports
    software: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A UDS request and its response; an empty response is a time-out."""

    request: bytes
    response: bytes
    uptime_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """How a command fares in the vehicle."""

    header: Header
    command_id: UUID
    state: OperationState
    reason: str = ""
    step: int = 0
    steps: int = 0
    doing: str = ""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierBoot:
    """A boot of the same unit that is over: its sequences 1 to `last_seq` have been made."""

    boot_id: int
    boot_count: int
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The vehicle's own word on whether it is there; ordered by (unit, boot count, session).

    `beat`: 0 at the ends of a session, then 1, 2, 3 ... `retained`: the broker's memory of it,
    said at some time before. `last_seq`: the highest sequence of this boot so far; `earlier`:
    the boots before it of which reports still wait on board.
    """

    vin: Vin
    unit_id: int = 0
    unit_order: int = 0
    boot_id: int
    boot_count: int
    session: int
    online: bool
    backlog: int
    received_at: datetime
    software: dict[str, str] = field(default_factory=dict)
    beat: int = 0
    retained: bool = False
    last_seq: int = 0
    earlier: tuple[EarlierBoot, ...] = ()


Report = Telemetry | FaultReport | Reply


class TimeSource(Enum):
    """What the event time of a report rests on."""

    UPTIME = "uptime"  # the vehicle's monotonic clock and this boot's offset
    WALL = "wall"  # the vehicle's own wall clock, found plausible
    ARRIVAL = "arrival"  # nothing better than the moment of arrival


R = TypeVar("R", bound=Report)


class Placed(NamedTuple, Generic[R]):
    """A report with its event time, that of the header's `uptime_ms`.

    `at_us`: microseconds since 1970 UTC.
    """

    report: R
    at_us: int
    source: TimeSource

    @classmethod
    def of(cls, report: R, at: datetime, source: TimeSource) -> "Placed[R]":
        return cls(report, to_us(at), source)

    @property
    def at(self) -> datetime:
        """The UTC instant."""
        return to_time(self.at_us)


class RefusalReason(Enum):
    """Why a frame was kept aside instead of being taken in."""

    UNDECODABLE = "undecodable"
    OVERSIZED = "oversized"
    WRONG_VERSION = "wrong_version"
    UNKNOWN_TOPIC = "unknown_topic"
    INVALID_VIN = "invalid_vin"
    VIN_MISMATCH = "vin_mismatch"
    IMPOSSIBLE_TIME = "impossible_time"
    IMPOSSIBLE_VALUE = "impossible_value"
    UNKNOWN_COMMAND = "unknown_command"
    SCATTERED = "scattered"  # the ledger of its boot has more holes than can be kept
    TOO_MANY_SIGNAL_SETS = "too_many_signal_sets"  # of its vehicle, over all its life
    INTERNAL_ERROR = "internal_error"  # our fault, not the sender's; kept to be looked at


class Frame(NamedTuple):
    """A message as it came from the broker; `receipt` is what acknowledges it.

    `received_us`: microseconds since 1970 UTC; `retained`: what the broker remembers, rather
    than what is said now.
    """

    topic: str
    payload: bytes
    received_us: int
    receipt: int = 0
    retained: bool = False

    @classmethod
    def of(cls, topic: str, payload: bytes, received_at: datetime, receipt: int = 0) -> "Frame":
        return cls(topic, payload, to_us(received_at), receipt)

    @property
    def received_at(self) -> datetime:
        """The UTC instant."""
        return to_time(self.received_us)


@dataclass(frozen=True, slots=True)
class Refusal:
    frame: Frame
    reason: RefusalReason
    detail: str
