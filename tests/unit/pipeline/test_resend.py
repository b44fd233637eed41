"""The gap worker: what is due is asked for, signed; a link that is down costs one turn."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from gateway.decode.commands import RESEND
from gateway.domain.errors import LinkDown
from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.resend import BACKLOG_PATIENCE, GapWorker, Request
from proto.v1 import commands_pb2
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, StillClock, later, signed


@dataclass
class Book:
    """Has these requests, once."""

    requests: list[Request]
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def take_due(
        self, now: datetime, patient_until: datetime, limit: int
    ) -> list[Request]:
        self.asked.append((now, patient_until))
        taken, self.requests = self.requests[:limit], self.requests[limit:]
        return taken


@dataclass
class Channel:
    """The first vehicle cannot be reached."""

    sent: list[tuple[Vin, bytes]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if vin == CAR:
            raise LinkDown
        self.sent.append((vin, downlink))
        self.done.set()


def a_request(vin: Vin) -> Request:
    gaps = [
        KnownGap(vin=vin, boot_id=7, first_seq=first, last_seq=first + 1, noticed_at=NOON)
        for first in (8, 2)
    ]
    return Request(vin, gaps)


async def test_each_vehicle_is_asked_for_its_own() -> None:
    """By the wall's time, dated by the gateway's; whoever cannot be reached holds up nobody."""
    book, channel = Book([a_request(CAR), a_request(OTHER_CAR)]), Channel()
    wall = StillClock(later(days=9))
    worker = GapWorker(
        book=book,
        channel=channel,
        clock=StillClock(),
        wall=wall.now,
        bulletin=MemoryBulletin(),
        sign=signed,
    )
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await channel.done.wait()
    running.cancel()
    await asyncio.wait([running])
    assert book.asked == [(wall.time, wall.time - BACKLOG_PATIENCE)]
    [(vin, downlink)] = channel.sent
    resend = commands_pb2.Downlink.FromString(downlink).resend
    request = commands_pb2.ResendRequest.FromString(resend.resend)
    assert (vin, request.vin) == (OTHER_CAR, OTHER_CAR.text)
    assert resend.signature == signed(RESEND, b"").value
    assert request.issued_at_ms == round(NOON.timestamp() * 1000)
    assert [(r.boot_id, r.first_seq, r.last_seq) for r in request.ranges] == [
        (7, 8, 9),
        (7, 2, 3),
    ]
