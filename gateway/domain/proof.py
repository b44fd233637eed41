"""Proof: what must be seen before a remedy counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from gateway.domain.errors import InvalidValue


class ProofState(Enum):
    CLAIMED = "claimed"
    MONITORING = "monitoring"
    VERIFIED = "verified"
    RELAPSED = "relapsed"
    UNVERIFIABLE = "unverifiable"

    @property
    def final(self) -> bool:
        return self in {ProofState.VERIFIED, ProofState.RELAPSED, ProofState.UNVERIFIABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRule:
    """When a remedy counts as having helped.

    The code must stay without a failure for `quiet_for`, its monitor must have run and passed
    since the remedy, and `cycles` operation cycles must have begun; all before `deadline`.
    Raises `InvalidValue` when the deadline leaves no room for the quiet time.
    """

    quiet_for: timedelta
    cycles: int = 0
    deadline: timedelta

    def __post_init__(self) -> None:
        if not timedelta() <= self.quiet_for < self.deadline or self.cycles < 0:
            raise InvalidValue("a proof needs its quiet time before its deadline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`due_at` is when to look again at the latest; None once it is final."""

    state: ProofState
    reason: str
    due_at: datetime | None
