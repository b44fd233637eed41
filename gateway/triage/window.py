"""What triage remembers of one vehicle. It is a cache: the store can rebuild it at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from gateway.domain.cause import LikelyCause
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.report import FaultEntry, FaultReport, Header
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.triage.days import Days
from gateway.triage.instant import BEGINNING
from gateway.triage.track import EMPTY, Track

Order = tuple[int, int, int]


def order_of(header: Header) -> Order:
    """(unit, boot count, sequence): the later report has the greater, whatever its clock."""
    return header.unit_order, header.boot_count, header.id.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultMemory:
    """The newest word of a component; a code that is not in `entries` has passed its test.

    `at_ms`: event time of that report. Snapshots are left to the store.
    """

    order: Order
    at_ms: int
    operation_cycle: int
    entries: Mapping[TroubleCode, FaultEntry]
    software: str = ""


class Sight(NamedTuple):
    """What a screen knows of a window without looking into it; another one has to look."""

    screen: object
    newest: bytes
    seen: bytes
    told: bytes


class Window(NamedTuple):
    """Never changed in place: the caller commits a new one when its transaction has.

    `now_ms`: the newest event time heard; `tracks`: by signal number, of those that rules read;
    `open`: the findings that have been opened and not ended, with their causes as last ranked;
    `days`: only when a survey asks; `vehicle_type`: by its papers. `sight` follows from tracks
    and memories: who replaces these leaves it out.
    """

    now_ms: int = BEGINNING
    tracks: Mapping[int, Track] = MappingProxyType({})
    memories: Mapping[ComponentId, FaultMemory] = MappingProxyType({})
    open: Mapping[RuleId, tuple[LikelyCause, ...]] = MappingProxyType({})
    days: Days | None = None
    vehicle_type: VehicleType = UNTOLD
    sight: Sight | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Window) and self[:-1] == other[:-1]

    def __hash__(self) -> int:
        return hash((self.now_ms, frozenset(self.open)))

    def track(self, signal: int) -> Track:
        return self.tracks.get(signal, EMPTY)


def entries_by_code(report: FaultReport) -> dict[TroubleCode, FaultEntry]:
    """One entry a code; when a component names one twice, the worse of each field holds."""
    entries: dict[TroubleCode, FaultEntry] = {}
    for entry in report.entries:
        other = entries.get(entry.code)
        entries[entry.code] = _worse(entry, other) if other else entry
    return entries


def _worse(one: FaultEntry, other: FaultEntry) -> FaultEntry:
    return FaultEntry(
        code=one.code,
        status=one.status | other.status,
        occurrences=max(one.occurrences, other.occurrences),
        aging=min(one.aging, other.aging),
        snapshots=other.snapshots + one.snapshots,
    )
