"""One life of a fault: from first failed to healed or cleared."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultEntry
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin


class EpisodeEnd(Enum):
    HEALED = "healed"  # tested and passed until the component forgot it
    CLEARED = "cleared"  # erased by a diagnostic request


@dataclass(frozen=True, slots=True)
class FaultKey:
    """At most one episode is open for each of these."""

    vin: Vin
    component: ComponentId
    code: TroubleCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """`updated_at`: event time of the newest report that was folded in."""

    key: FaultKey
    opened_at: datetime
    updated_at: datetime
    status: Status
    occurrences: int
    ended_at: datetime | None = None
    end: EpisodeEnd | None = None


@dataclass(frozen=True, slots=True)
class EpisodeChange:
    """An episode after a report; `entry` is what the component said, None when silent."""

    episode: Episode
    entry: FaultEntry | None
    opened: bool
