"""A gateway in one process for one recording: real intake and casework, a store in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from gateway.decode.commands import Signature
from gateway.demo.score.forgetting import Forgetting, told
from gateway.domain.catalogue import RemedyId
from gateway.domain.report import Frame, Presence
from gateway.pipeline.advance import advance
from gateway.pipeline.ask import Pen
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.casework import Knowledge, Means
from gateway.pipeline.hearing import Hearing
from gateway.pipeline.intake import Intake
from gateway.pipeline.memory import Memory, MemoryJournal, MemoryShelf
from gateway.pipeline.mute import let_speak
from gateway.pipeline.ordering import Ordering
from gateway.store.conclusions import ConcludedCase, SeenCode
from gateway.triage.rulebook import Rulebook

LOOK_AT_CASES_EVERY = timedelta(minutes=10)
MOST_CASES = 10_000


class StandIn:
    """Its clock shows what it is told; nothing is asked of cars, as a recording cannot answer.

    Cases are looked at when there is news, and every ten minutes of the world.
    """

    def __init__(self, rulebook: Rulebook, now: datetime) -> None:
        self._now = now
        self._memory = Memory()
        self._shelf = MemoryShelf(self._memory)
        self._means = Means(
            knowledge=Knowledge(
                entry=rulebook.entry,
                remedy=_no_remedy,
                centres=(),
                roots=rulebook.roots,
                resets=rulebook.resets,
                made_by_updates=rulebook.is_made_by_updates,
                by_code_alone=rulebook.reads_its_code_alone,
            ),
            pen=Pen(uuid4, _unsigned),
        )
        self._hearing = Hearing(self.now)
        self._intake = Intake(
            journal=MemoryJournal(self._memory),
            rulebook=rulebook,
            clock=self,
            bulletin=MemoryBulletin(),
            wake=self._wake,
            greet=_greet_nobody,
            order=Ordering(self._hearing),
        )
        self._look_at = now
        self._forgetting = Forgetting()
        self.seen: dict[SeenCode, datetime] = {}

    def now(self) -> datetime:
        return self._now

    async def live(self, until: datetime, frames: Sequence[Frame]) -> None:
        """These have arrived since the last time; no more than 2 s may have passed."""
        self._now = until
        if frames:
            await self._intake.take(frames)
        if frames or any(self._memory.rows.held.values()):
            while await self._intake.release():
                pass
        else:
            self._hearing.look()
        if self._look_at <= until:
            await self._look_at_cases()
        for code, at in told(self._memory.rows):
            self.seen.setdefault(code, at)
        self._forgetting.forget(self._memory.rows)

    def cases(self) -> tuple[ConcludedCase, ...]:
        """Those with a verdict, in the order in which they were opened."""
        return tuple(
            ConcludedCase(
                id=number,
                vin=row.vin,
                component=row.component,
                code=row.code,
                opened_at=row.opened_at,
                judged_at=row.verdicts[0].at,
                severity=row.verdicts[-1].severity,
                rule=row.verdicts[-1].rule,
                causes=tuple(cause.id for cause in row.verdicts[-1].causes),
            )
            for number, row in self._memory.rows.cases.items()
            if row.verdicts
        )

    def _wake(self) -> None:
        self._look_at = self._now

    async def _look_at_cases(self) -> None:
        await let_speak(self._shelf, self._means, self._now)
        for case in await self._shelf.due(self._now, MOST_CASES):
            async with self._shelf.open(case) as desk:
                if desk is not None:
                    await advance(desk, self._means, self._now)
        self._look_at = self._now + LOOK_AT_CASES_EVERY


def _unsigned(_name: str, _message: bytes) -> Signature:
    """Nothing is sent."""
    return Signature(b"", b"")


def _no_remedy(_remedy: RemedyId) -> None:
    """Nothing is tried."""


def _greet_nobody(_presences: Sequence[Presence]) -> None:
    """The recording has its answers already."""
