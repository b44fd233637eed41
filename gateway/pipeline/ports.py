"""The ports: what the pipeline needs of the world, declared where it is used."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from gateway.domain.case import CaseId
from gateway.domain.report import Frame
from gateway.domain.service import CentreId
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change
from gateway.pipeline.fleet_faults import FleetFault
from gateway.pipeline.fleet_list import FleetList, FleetQuestion
from gateway.pipeline.intake_page import IntakePage
from gateway.pipeline.near_misses import NearMiss
from gateway.pipeline.shadows import ShadowStory, Tally
from gateway.pipeline.views import (
    CentreBoard,
    CentreLine,
    JobCard,
    SignalSeries,
    VehiclePage,
)

Take = Callable[[Sequence[Frame]], Awaitable[asyncio.Future[None]]]
"""Takes a batch. Returns when it can take another one; what it returns is done when every
frame is stored for good. Batches are done in the order in which they were taken."""


class Clock(Protocol):
    """The one clock of the gateway."""

    def now(self) -> datetime:
        """An aware UTC instant."""
        ...


class FrameSource(Protocol):
    """Where frames come from."""

    async def run(self, take: Take) -> None:
        """Hands on batches of frames until it is cancelled; comes back to its broker by itself.

        They are acknowledged when they are stored: what was not comes again, perhaps behind
        newer frames. What waits is bounded, and the broker keeps the rest. When it is cancelled
        it finishes the batch that is being stored. A `take` that raises ends it.
        """
        ...


class ConsoleReader(Protocol):
    """What the console reads; every answer is one consistent view of committed rows."""

    async def vehicles(self, question: FleetQuestion) -> FleetList: ...

    async def vehicle(self, vin: Vin) -> VehiclePage | None: ...

    async def series(
        self, vin: Vin, numbers: Sequence[int], start: datetime, end: datetime
    ) -> Sequence[SignalSeries]:
        """Samples by event time, oldest first; over more than two days what hours held."""
        ...

    async def centres(self) -> Sequence[CentreLine]: ...

    async def board(
        self, centre: CentreId, start: datetime, end: datetime
    ) -> CentreBoard | None: ...

    async def job(self, appointment_id: int) -> JobCard | None: ...

    async def faults(self) -> Sequence[FleetFault]:
        """Those that vehicles have now by code, those of the gravest open case first."""
        ...

    async def near_misses(self, since: datetime) -> Sequence[NearMiss]:
        """By code, those of most vehicles first."""
        ...

    async def shadows(self, since: datetime | None) -> Sequence[Tally]:
        """Of the rules that are in the shadow now, from when each came there, or `since`."""
        ...

    async def shadow(self, rule: str, since: datetime | None) -> ShadowStory | None:
        """Of one of them, by its name in the shadow or in force."""
        ...

    async def intake(self) -> IntakePage: ...


class Desk(Protocol):
    """What a signed-in person may do; each call is stored with their name."""

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        """False when it is on its way or has ended."""
        ...

    async def ask_again(self, vin: Vin, by: str) -> bool:
        """Queues a reading of every faulty component; False when there is nothing to read."""
        ...

    async def complete_job(self, appointment_id: int, found: str, by: str) -> bool:
        """The workshop has told: done, the case closed. False unless it is booked."""
        ...

    async def no_show(self, appointment_id: int, by: str) -> bool:
        """The case is decided anew. False unless it is booked and has begun."""
        ...

    async def close_case(self, case_id: CaseId, because: str, by: str) -> bool:
        """False unless it waits for a person, and for no workshop."""
        ...


class Bulletin(Protocol):
    """Tells the faces what has been committed; nothing is kept for those who do not listen."""

    @property
    def audience(self) -> Container[Vin]:
        """The vehicles of which somebody wants to hear; of others nothing need be told."""
        ...

    def publish(self, change: Change) -> None: ...

    def listen(self, vin: Vin | None = None) -> AsyncIterator[Change]:
        """Changes of one vehicle, or of all; must be closed by `aclose()`."""
        ...


class SignInStore(Protocol):
    """One-time links and sessions; only digests are kept, times are the wall's."""

    async def add_link(self, digest: bytes, user: str, expires_at: datetime) -> None: ...

    async def redeem_link(self, digest: bytes, now: datetime) -> str | None:
        """The user, once; None when it is unknown, used or too old."""
        ...

    async def add_session(self, digest: bytes, user: str, now: datetime) -> None: ...

    async def touch_session(self, digest: bytes, now: datetime) -> str | None:
        """The user of a live session (idle 30 min, life 12 h), or None."""
        ...

    async def end_session(self, digest: bytes) -> None: ...
