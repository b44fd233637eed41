"""Where a case stands after a look at it, and what is waited for."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.case import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`next_step`: what is waited for, as words; the instants are None where there is none."""

    state: CaseState
    next_step: str
    operation_expires_at: datetime | None = None
    proof_due_at: datetime | None = None
    appointment_ends_at: datetime | None = None
    look_again_at: datetime | None = None
