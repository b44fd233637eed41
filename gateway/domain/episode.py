"""One life of a fault: from first failed to healed or cleared."""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from enum import Enum

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultEntry
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin

NOTHING = Status(0)


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
    """`updated_at`: event time of the newest report that was folded in.

    `occurrences`: the component's own counter as it stands; `earlier`: what it had counted
    before it fell. `seen`: every status bit that was ever set. `confirmed_at`: from then on it
    was no mere suspicion, whatever passed later. `passed_at`: since then it is only stored;
    None while its test fails, or when nobody knows. `returns`: how often it was gone for a
    moment and came back. `crowd`: how many lives of this fault followed each other closely,
    with this one. `reports`: how many were folded in; `lines`: how many of them the history
    tells of, so that the others are in these counts only.
    """

    key: FaultKey
    opened_at: datetime
    updated_at: datetime
    status: Status
    occurrences: int
    earlier: int = 0
    seen: Status = NOTHING
    confirmed_at: datetime | None = None
    passed_at: datetime | None = None
    returns: int = 0
    crowd: int = 1
    reports: int = 1
    lines: int = 1
    ended_at: datetime | None = None
    end: EpisodeEnd | None = None

    @property
    def total(self) -> int:
        """Failures in this life, also those that a reset has made the component forget."""
        return self.earlier + self.occurrences

    @property
    def near_miss(self) -> bool:
        """It failed, was never confirmed, and healed by itself."""
        return self.end is EpisodeEnd.HEALED and self.confirmed_at is None


@dataclass(frozen=True, slots=True)
class EpisodeChange:
    """An episode after a report; `entry` is what the component said, None when silent.

    `returned`: it had ended, and is open again. `told`: it is worth a line in the history.
    """

    episode: Episode
    entry: FaultEntry | None
    _: KW_ONLY
    opened: bool
    returned: bool = False
    told: bool = True
