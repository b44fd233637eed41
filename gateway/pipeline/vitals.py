"""How the gateway itself is doing, for those who watch over it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.decode.frames import Decoded
from gateway.domain.report import Presence, Report
from gateway.pipeline.journal import BatchEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMeasure:
    """What one batch was; `reports`: by kind, `refused`: by reason.

    `lag_s`: from the arrival of its first frame to the commit; `commit_s`: of that, while it
    was stored, a database that is away included. By the gateway's clock.
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


class NoMeter:
    """Nobody watches. Implements `Meter`."""

    def took(self, batch: BatchMeasure) -> None: ...


def measure(
    decoded: Decoded, entry: BatchEntry, began: datetime, ended: datetime
) -> BatchMeasure:
    """`began`: when it was first tried to be stored."""
    told = [*decoded.reports[:1], *decoded.presences[:1]]
    arrived = min((_received_at(one) for one in told), default=began)
    reports = {
        "telemetry": len(entry.telemetry),
        "faults": len(entry.faults),
        "replies": len(entry.replies),
    }
    return BatchMeasure(
        frames=len(decoded.reports) + len(decoded.presences) + len(decoded.refused),
        reports=reports,
        repeated=len(decoded.reports) - sum(reports.values()),
        refused=Counter(refusal.reason.value for refusal in entry.refused),
        lag_s=max(0.0, (ended - arrived).total_seconds()),
        commit_s=max(0.0, (ended - began).total_seconds()),
    )


def _received_at(said: Report | Presence) -> datetime:
    return said.received_at if isinstance(said, Presence) else said.header.received_at


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
