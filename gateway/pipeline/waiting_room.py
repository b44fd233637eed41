"""The port of hold-back: reports that wait to be judged, and the gaps that they wait behind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gateway.decode.place import BootKey
from gateway.domain.report import ReportId
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.holdback import Held, KnownBoot
from gateway.pipeline.kinds import Judgeable


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBoot:
    """That a boot has been, and has made reports 1 to `last_seq`."""

    unit_order: int
    boot_count: int
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one vehicle's reports have come.

    `boots`: the last ones, and the newest with gaps; `gaps`: those of these boots.
    """

    boots: Sequence[KnownBoot] = ()
    held: Sequence[Held] = ()
    gaps: Sequence[KnownGap] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """What a batch changes at an instant.

    Who waits, who no longer does, who came late; which gaps there are no more, or anew; into
    which of them reports have come, while nothing of them was given up.
    """

    at: datetime
    hold: list[Held] = field(default_factory=list)
    release: list[ReportId] = field(default_factory=list)
    late: list[Held] = field(default_factory=list)
    gone: list[KnownGap] = field(default_factory=list)
    gaps: list[KnownGap] = field(default_factory=list)
    filled: list[KnownGap] = field(default_factory=list)

    @property
    def vins(self) -> set[Vin]:
        reports = {one.id.vin for one in (*self.hold, *self.late)}
        gaps = {gap.vin for gap in (*self.gone, *self.gaps)}
        return reports | gaps | {one.vin for one in self.release}


class WaitingRoom(Protocol):
    """Part of a batch: everything here is committed with it."""

    async def learn(self, told: Mapping[BootKey, ToldBoot]) -> None:
        """Enters these boots; what is known to exist never becomes less."""
        ...

    async def standings(
        self, vins: Collection[Vin], boots: Collection[BootKey]
    ) -> Mapping[Vin, Standing]:
        """With what this batch has claimed, and with these boots."""
        ...

    async def bring(self, held: Sequence[Held]) -> Sequence[Judgeable]:
        """Out of the store; what is not judged at all is left out."""
        ...

    async def overdue(self, now: datetime, limit: int) -> Collection[Vin]:
        """Vehicles of which a report has waited long enough; `now` of the wall."""
        ...

    async def gaps(self, vins: Collection[Vin]) -> Sequence[KnownGap]: ...

    async def ask_anew(
        self, vins: Collection[Vin], noticed_since: datetime, due_at: datetime
    ) -> None:
        """These have come back: what they were asked for in vain is due once more then.

        Not what was noticed by `noticed_since`; `due_at` of the wall.
        """
        ...

    async def move(self, moves: Moves) -> None: ...
