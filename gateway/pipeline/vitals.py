"""How the gateway itself is doing, for those who watch over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMeasure:
    """What one batch was, seconds of the wall; `refused`: by reason.

    `lag_s`: from the arrival of its oldest frame to the commit; `commit_s`: of that, in the
    transaction.
    """

    frames: int
    reports: Mapping[str, int]
    repeated: int
    refused: Mapping[str, int]
    lag_s: float
    commit_s: float


class Meter(Protocol):
    def took(self, batch: BatchMeasure) -> None:
        """A batch has been committed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What stands in the store, at one instant.

    `missing`: reports that are known to exist and have not come; `held_back`: stored, and not
    judged yet; `outbox_age_s`: how long the oldest command that waits has waited;
    `overdue_s`: how long the oldest due case has been due.
    """

    vehicles: int
    online: int
    missing: int
    held_back: int
    outbox: int
    outbox_age_s: float
    open_cases: int
    overdue_s: float


class VitalsReader(Protocol):
    async def vitals(self, now: datetime) -> Vitals: ...


class Readiness(Protocol):
    async def wanting(self) -> Mapping[str, str]:
        """The parts without which no work is done now, each with a sentence; empty: ready."""
        ...
