"""The ports of the pipeline over memory and over PostgreSQL: one fixture, two houses."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.decode.commands import COMMAND, Signature, encode_command, seal
from gateway.decode.place import Boot, BootKey
from gateway.domain.case import CaseId
from gateway.domain.errors import Overtaken
from gateway.domain.finding import Finding
from gateway.domain.operation import Command
from gateway.domain.person import Registration
from gateway.domain.report import (
    FaultReport,
    Placed,
    Presence,
    Reply,
    ReportId,
    Telemetry,
    TimeSource,
)
from gateway.domain.vehicle_type import Powertrain
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.pipeline.casework import CaseShelf
from gateway.pipeline.dispatch import Outbox
from gateway.pipeline.journal import BatchEntry, Journal
from gateway.pipeline.keys import KeyRing
from gateway.pipeline.memory import (
    Memory,
    MemoryAttendance,
    MemoryJournal,
    MemoryKeyRing,
    MemoryOperationsDesk,
    MemoryOutbox,
    MemoryShelf,
    MemorySignIn,
)
from gateway.pipeline.memory.rows import VehicleRow
from gateway.pipeline.ports import Desk, SignInStore
from gateway.pipeline.silence import Attendance
from gateway.store.attendance import PostgresAttendance
from gateway.store.case_shelf import PostgresShelf
from gateway.store.centres import enter_centres
from gateway.store.desk import PostgresOperationsDesk
from gateway.store.journal import PostgresJournal
from gateway.store.keys import PostgresKeyRing
from gateway.store.operations import PostgresOutbox
from gateway.store.pool import Pool, open_pool
from gateway.store.sign_in import PostgresSignIn
from gateway.store.vehicles import register
from tests.fix_centres import BERLIN
from tests.fix_knowledge import FINDING, NOON
from tests.fix_triage import header

CAR = FINDING.vin
OTHER_CAR = Vin("WVWZZZ1JZXW000002")


def signed(name: str, message: bytes) -> Signature:
    """As good as any for who does not verify it."""
    del message
    return Signature(name.encode(), b"key of a test")


@dataclass
class StillClock:
    """Stands still until a test moves it."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass(kw_only=True)
class House:
    """Every port of the pipeline over one store; `reopened` has forgotten what it cached."""

    journal: Journal
    attendance: Attendance
    shelf: CaseShelf
    outbox: Outbox
    desk: Desk
    sign_in: SignInStore
    key_ring: KeyRing
    clock: StillClock
    source: Memory | Pool

    def reopened(self) -> "House":
        if isinstance(self.source, Memory):
            return in_memory(self.source, self.clock)
        return in_postgres(self.source, self.clock)

    async def take(
        self, *placed: Placed[Any], now: datetime = NOON, **fields: Any
    ) -> frozenset[ReportId]:
        """One batch with these reports; returns those that were new."""
        while True:
            with suppress(Overtaken):
                return await self._take(placed, now, fields)

    async def _take(
        self, placed: Sequence[Placed[Any]], now: datetime, fields: dict[str, Any]
    ) -> frozenset[ReportId]:
        async with self.journal.batch() as batch:
            fresh = await batch.claim(placed)
            fields.setdefault("boots", dict(map(boot_of, placed)))
            await batch.keep(an_entry(fresh, now=now, **fields))
        return frozenset(one.report.header.id for one in fresh)

    async def hear(self, *said: Presence) -> Sequence[Presence]:
        async with self.journal.batch() as batch:
            return await batch.keep(an_entry([], presences=said))

    async def last_heard(self, vin: Vin = CAR) -> datetime | None:
        if isinstance(self.source, Memory):
            return self.source.rows.vehicles[vin].last_heard_at
        async with self.source.connection() as connection:
            cursor = await connection.execute(
                "select last_heard_at from vehicles where vin = %s", [vin.text]
            )
            [(heard_at,)] = await cursor.fetchall()
            return heard_at  # type: ignore[no-any-return]

    async def open_case(self, finding: Finding = FINDING) -> CaseId:
        """The case that this finding opens or belongs to; it must be the only one due."""
        before = set(await self.shelf.due(finding.at, 100))
        await self.take(findings=[finding])
        [case] = set(await self.shelf.due(finding.at, 100)) - before
        return case


def in_memory(memory: Memory, clock: StillClock) -> House:
    return House(
        journal=MemoryJournal(memory),
        attendance=MemoryAttendance(memory),
        shelf=MemoryShelf(memory),
        outbox=MemoryOutbox(memory),
        desk=MemoryOperationsDesk(memory, clock, Pen(uuid4, signed)),
        sign_in=MemorySignIn(),
        key_ring=MemoryKeyRing(lambda: memory.rows.vehicles),
        clock=clock,
        source=memory,
    )


def in_postgres(pool: Pool, clock: StillClock) -> House:
    return House(
        journal=PostgresJournal(pool),
        attendance=PostgresAttendance(pool),
        shelf=PostgresShelf(pool),
        outbox=PostgresOutbox(pool),
        desk=PostgresOperationsDesk(pool, clock, Pen(uuid4, signed)),
        sign_in=PostgresSignIn(pool),
        key_ring=PostgresKeyRing(pool),
        clock=clock,
        source=pool,
    )


PAPERS = [
    Registration(
        vin=vin,
        plate=f"B-VD {vin.text[-3:]}",
        model="Meridian E2",
        owner="A. Okafor",
        phone=None,
        locale="en-GB",
        country="DE",
        subdivision="DE-BE",
        time_zone="Europe/Berlin",
        model_year=2025,
        powertrain=Powertrain.BATTERY_ELECTRIC,
    )
    for vin in (CAR, OTHER_CAR)
]


@pytest.fixture(params=["memory", pytest.param("postgresql", marks=pytest.mark.slow)])
def storage(request: pytest.FixtureRequest) -> str | None:
    """The address of an empty database, or None for memory."""
    # Only a synchronous fixture may ask for an asynchronous one by name, and not always.
    return request.getfixturevalue("dsn") if request.param == "postgresql" else None


@pytest.fixture
async def house(storage: str | None) -> AsyncIterator[House]:
    """Two registered cars and one service centre, and nothing else."""
    if storage is None:
        memory = Memory()
        for papers in PAPERS:
            memory.rows.vehicles[papers.vin] = VehicleRow(
                country=papers.country,
                subdivision=papers.subdivision,
                type=papers.vehicle_type,
            )
        yield in_memory(memory, StillClock())
        return
    async with open_pool(storage) as pool:
        await register(pool, PAPERS)
        await enter_centres(pool, [BERLIN])
        yield in_postgres(pool, StillClock())


def an_entry(placed: Sequence[Placed[Any]], **fields: Any) -> BatchEntry:
    """A batch of these reports, and of nothing else but `fields`."""
    return BatchEntry(
        telemetry=[p for p in placed if isinstance(p.report, Telemetry)],
        faults=[p for p in placed if isinstance(p.report, FaultReport)],
        replies=[p for p in placed if isinstance(p.report, Reply)],
        **({"now": NOON} | fields),
    )


def boot_of(placed: Placed[Any]) -> tuple[BootKey, Boot]:
    """The boot in which a report was made, as little as must be known of it."""
    head = placed.report.header
    boot = Boot(head.boot_count, None, None)
    return (head.id.vin, head.id.boot_id), boot


def a_presence(
    vin: Vin = CAR,
    *,
    online: bool = True,
    boot_count: int = 1,
    session: int = 1,
    **fields: Any,
) -> Presence:
    known: dict[str, Any] = {"received_at": NOON}
    return Presence(
        vin=vin,
        boot_id=77,
        boot_count=boot_count,
        session=session,
        online=online,
        backlog=0,
        **(known | fields),
    )


def a_reply(command: UUID, seq: int, vin: Vin = CAR, **fields: Any) -> Placed[Reply]:
    """What `vin` says of a command, at noon or `at`."""
    at = fields.pop("at", NOON)
    reply = Reply(header=header(seq, at, vin=vin), command_id=command, **fields)
    return Placed.of(reply, at, TimeSource.UPTIME)


def sealed(command: Command) -> bytes:
    return seal(encode_command(command), signed(COMMAND, b""))


def later(**length: float) -> datetime:
    return NOON + timedelta(**length)
