"""Operations: one thing asked of a vehicle, its safety class, its states and their order."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum
from uuid import UUID

from gateway.domain.component import CLEARABLE, RESETTABLE, ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin


class SafetyClass(IntEnum):
    """What an operation may touch. It comes from the catalogue, never from the caller."""

    INERT = 1
    STATIONARY = 2
    SERVICE_ONLY = 3


class ResetType(IntEnum):
    """Sub-functions of ISO 14229-1 service 0x11 that are used from afar."""

    HARD = 1
    SOFT = 3


@dataclass(frozen=True, slots=True)
class ReadEvidence:
    code: TroubleCode

    def __str__(self) -> str:
        return f"read the evidence of {self.code}"


@dataclass(frozen=True, slots=True)
class EcuReset:
    reset_type: ResetType

    def __str__(self) -> str:
        return f"{self.reset_type.name.lower()} reset"


@dataclass(frozen=True, slots=True)
class ClearFault:
    code: TroubleCode

    def __str__(self) -> str:
        return f"clear {self.code}"


@dataclass(frozen=True, slots=True)
class ReadFaults:
    def __str__(self) -> str:
        return "read the fault memory"


Action = ReadEvidence | EcuReset | ClearFault | ReadFaults

SAFETY_CRITICAL: tuple[str, ...] = (
    *(f"P{digit}{letter}" for digit in "0123" for letter in "ABCDEF"),  # electric propulsion
    "C",  # chassis: brakes, steering, suspension
    "B00",  # restraints
    *("U011", "U041"),  # no word, or a bad one, from drive motor and high-voltage battery,
    *("U012", "U013", "U042", "U043"),  # from brakes and steering,
    *("U015", "U045"),  # from restraints
    "U3FFF",  # whole groups of codes (ISO 14229-1 groupOfDTC): one of these could be among them
)
"""How trouble codes begin (SAE J2012) that are never erased from afar, wherever they stand."""


def is_safety_critical(code: TroubleCode) -> bool:
    return str(code).startswith(SAFETY_CRITICAL)


def is_never(component: ComponentId, action: Action) -> bool:
    """Law 2: is it never done from afar, whoever asks? Whatever is not allowed is forbidden."""
    match action:
        case ReadEvidence() | ReadFaults():
            return False
        case EcuReset():
            return component not in RESETTABLE
        case ClearFault(code):
            return component not in CLEARABLE or is_safety_critical(code)


class OperationState(Enum):
    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        return not _NEXT[self]

    @property
    def touched(self) -> bool:
        """Something may have been done on the vehicle."""
        return self in _TOUCHED

    @property
    def settled(self) -> bool:
        """The vehicle has said how it ended, even if it says that it does not know."""
        return self.final or self is OperationState.UNKNOWN

    def may_become(self, state: "OperationState") -> bool:
        return state in _NEXT[self]


_ENDS = {
    OperationState.SUCCEEDED,
    OperationState.FAILED,
    OperationState.REFUSED,
    OperationState.EXPIRED,
    OperationState.UNKNOWN,
}
_TOUCHED = {
    OperationState.RUNNING,
    OperationState.SUCCEEDED,
    OperationState.FAILED,
    OperationState.UNKNOWN,
}
_LIVE = {OperationState.ACCEPTED, OperationState.WAITING, OperationState.RUNNING}
_NEXT: dict[OperationState, set[OperationState]] = {
    # The vehicle's answer may overtake the broker's acknowledgement.
    OperationState.QUEUED: {OperationState.SENT, OperationState.CANCELLED} | _LIVE | _ENDS,
    OperationState.SENT: _LIVE | _ENDS,
    OperationState.ACCEPTED: _LIVE | _ENDS,
    OperationState.WAITING: _LIVE | _ENDS,
    OperationState.RUNNING: _LIVE | _ENDS,
    # The vehicle's own ledger may still settle what was unknown.
    OperationState.UNKNOWN: _ENDS - {OperationState.UNKNOWN},
    OperationState.SUCCEEDED: set(),
    OperationState.FAILED: set(),
    OperationState.REFUSED: set(),
    OperationState.EXPIRED: set(),
    OperationState.CANCELLED: set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The message of an operation on the wire; times are the server's."""

    id: UUID
    vin: Vin
    component: ComponentId
    action: Action
    safety_class: SafetyClass
    issued_at: datetime
    expires_at: datetime
    budget_s: float
