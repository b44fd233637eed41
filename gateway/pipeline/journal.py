"""The port of intake: one transaction a batch."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from gateway.decode.place import Boot, BootKey
from gateway.decode.units import UnitKey
from gateway.domain.cause import LikelyCause
from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.finding import FindingChange, RuleId, StillMissing
from gateway.domain.operation import Action, OperationState
from gateway.domain.report import (
    FaultReport,
    Omission,
    Placed,
    Presence,
    Refusal,
    Reply,
    Report,
    ReportId,
    Telemetry,
)
from gateway.domain.sequences import Sequences
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.vin import Vin
from gateway.pipeline.waiting_room import WaitingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of a vehicle's timeline, on the open case of (component, code), if any."""

    vin: Vin
    at: datetime
    kind: str
    words: str
    severity: Severity | None = None
    component: ComponentId | None = None
    code: TroubleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEntry:
    """Everything that one batch adds to the store, written together or not at all.

    `shadows`: what rules in the shadow say, which opens no case and wakes nobody;
    `still_missing`: of the open findings of which something missing has come.
    """

    now: datetime
    boots: Mapping[BootKey, Boot] = field(default_factory=dict)
    telemetry: Sequence[Placed[Telemetry]] = ()
    faults: Sequence[Placed[FaultReport]] = ()
    replies: Sequence[Placed[Reply]] = ()
    presences: Sequence[Presence] = ()
    refused: Sequence[Refusal] = ()
    episodes: Sequence[tuple[EpisodeChange, Placed[FaultReport]]] = ()
    findings: Sequence[FindingChange] = ()
    notes: Sequence[Note] = ()
    oddities: Mapping[tuple[str, str], int] = field(default_factory=dict)
    shadows: Sequence[FindingChange] = ()
    still_missing: Sequence[StillMissing] = ()


_OF_TELEMETRY = {"now", "boots", "telemetry"}
_OTHERS = [field.name for field in fields(BatchEntry) if field.name not in _OF_TELEMETRY]


def is_mere_telemetry(entry: BatchEntry) -> bool:
    """Measured samples, and nothing that follows from them but their boots' time lines."""
    return (
        bool(entry.telemetry)
        and not any(getattr(entry, name) for name in _OTHERS)
        and not any(one.report.omissions for one in entry.telemetry)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recollection:
    """What the store remembers of a vehicle: enough to rebuild its window.

    `open_findings`: those of rules in the shadow too, with their causes as last ranked.
    """

    telemetry: Sequence[Placed[Telemetry]]
    faults: Sequence[Placed[FaultReport]]
    open_findings: Mapping[RuleId, tuple[LikelyCause, ...]] = field(default_factory=dict)
    vehicle_type: VehicleType = UNTOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An operation as it stands in the store; `code` is its case's, if it belongs to one."""

    component: ComponentId
    action: Action
    state: OperationState
    code: TroubleCode | None


AskedKey = tuple[Vin, UUID]

MOST_UNITS = 64
"""Of one vehicle: no workshop exchanges so many, a hostile car makes up any number."""


class JournalBatch(Protocol):
    async def units(self, keys: Sequence[UnitKey]) -> Mapping[UnitKey, int]:
        """The order of these units in their vehicles; one not heard before is the next.

        Past `MOST_UNITS` all share the last.
        """
        ...

    async def boots(self, keys: Collection[BootKey]) -> Mapping[BootKey, Boot]: ...

    async def received(self, keys: Collection[BootKey]) -> Mapping[BootKey, Sequences]:
        """The ledger of these boots, with what this batch has claimed."""
        ...

    async def claim(self, placed: Sequence[Placed[Report]]) -> Sequence[Placed[Report]]:
        """Those that have never been taken in, each once; they are from now on."""
        ...

    @property
    def scattered(self) -> Collection[ReportId]:
        """Those that were to be claimed and would leave too many holes in the ledger."""
        ...

    @property
    def motley(self) -> Collection[ReportId]:
        """Those with a set of signals that is one too many of their vehicle."""
        ...

    async def open_episodes(
        self, vins: Collection[Vin], or_ended_since: datetime | None = None
    ) -> dict[FaultKey, Episode]:
        """The open one of each fault, or the last that ended then or later."""
        ...

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        """The last `span` of telemetry and the newest fault report of each component.

        With them the last fault report of which is known when it was made.

        Telemetry that is known only by its arrival is left out: no rule believes its time.
        """
        ...

    async def still_missing(self, vins: Collection[Vin]) -> Sequence[StillMissing]:
        """Of the open findings of these vehicles of which anything is; none in the shadow."""
        ...

    @property
    def waiting_room(self) -> WaitingRoom:
        """Who waits to be judged, and behind what."""
        ...

    async def omissions(
        self, keys: Collection[BootKey]
    ) -> Mapping[BootKey, Sequence[Omission]]:
        """What vehicles own up to have given up of these boots, by the first sequence."""
        ...

    async def asked(self, replies: Sequence[Reply]) -> Mapping[AskedKey, Asked]:
        """What these answer; a command that was never asked of their vehicle is missing."""
        ...

    async def keep(self, entry: BatchEntry) -> Sequence[Presence]:
        """Returns the presences that were not stale."""
        ...


class Journal(Protocol):
    def batch(self) -> AbstractAsyncContextManager[JournalBatch]:
        """Commits at the end; an exception inside leaves no trace.

        Raises `Overtaken`, inside or at the end, when somebody else has claimed meanwhile what
        this one has: whoever does it all once more takes what is left.
        """
        ...
