"""One batch is judged while the one before it is stored, whatever becomes of that."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.domain.errors import Overtaken, StoreUnavailable
from gateway.domain.report import Frame, Presence
from gateway.domain.vin import Vin
from gateway.intake.handing_on import UNDER_WAY
from gateway.pipeline import intake as intake_module
from gateway.pipeline.intake import Intake
from gateway.pipeline.journal import BatchEntry, Journal, JournalBatch
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.store.pool import Pool, open_pool
from tests import fix_wire as wire
from tests.contract.test_restart import a_day
from tests.fix_bad_frames import car
from tests.fix_intake import a_frame, an_intake
from tests.fix_store import CAR, StillClock, in_postgres

pytestmark = pytest.mark.slow
CARS = 3
SEEDS = 8


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as pool:
        yield pool


@dataclass
class Moody:
    """A journal of whose batches some fail: before they are stored, or after that."""

    journal: Journal
    rng: random.Random
    failures: int = 0

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[JournalBatch]:
        async with self.journal.batch() as batch:
            yield Objecting(batch, self)  # type: ignore[misc]
        self.object(0.1, StoreUnavailable)

    def object(self, share: float, *errors: type[Exception]) -> None:
        if self.rng.random() < share:
            self.failures += 1
            raise self.rng.choice(errors)


class Objecting:
    """Everything but `keep` is the real one's."""

    def __init__(self, batch: JournalBatch, mood: Moody) -> None:
        self._batch, self._mood = batch, mood

    def __getattr__(self, name: str) -> object:
        return getattr(self._batch, name)

    async def keep(self, entry: BatchEntry) -> Sequence[Presence]:
        self._mood.object(0.2, StoreUnavailable, Overtaken)
        return await self._batch.keep(entry)


async def taken(intake: Intake, batches: Iterable[Sequence[Frame]]) -> None:
    """With never more than three under way, as a source hands them on."""
    line: deque[asyncio.Future[None]] = deque()
    for frames in batches:
        if len(line) == UNDER_WAY:
            await line.popleft()
        line.append(await intake.begin(frames))
    await asyncio.gather(*line)


@asynccontextmanager
async def stalled(pool: Pool) -> AsyncIterator[tuple[Intake, asyncio.Task[None]]]:
    """Of a car that is known report 2 cannot be stored before the block ends."""
    intake = an_intake(in_postgres(pool, StillClock()).journal)
    await intake.take([a_frame(wire.telemetry(CAR, 1))])
    async with pool.connection() as other:
        await other.execute("select from boots for update")
        yield intake, await intake.begin([a_frame(wire.telemetry(CAR, 2))])


async def test_the_next_batch_is_judged_while_one_is_stored(pool: Pool) -> None:
    """It goes by what that will have stored, and is stored behind it."""
    async with stalled(pool) as (intake, first):
        known = [a_frame(wire.telemetry(CAR, seq)) for seq in (2, 3)]
        second = await intake.begin(known)
        assert not first.done()
        assert not second.done()
    await second
    assert first.done()
    async with pool.connection() as other:
        cursor = await other.execute("select seq from telemetry_blocks order by stored_by, seq")
        assert await cursor.fetchall() == [(1,), (2,), (3,)]


async def test_what_is_known_already_waits_for_its_twin(pool: Pool) -> None:
    """A batch with nothing new is not done before that is stored which made it nothing new."""
    async with stalled(pool) as (intake, first):
        again = await intake.begin([a_frame(wire.telemetry(CAR, 2))])
        done, _ = await asyncio.wait([first, again], timeout=0.2)
        assert not done
    await again
    assert first.done()


async def test_failures_change_no_finding(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever batches fail, before or after their commit, with another one behind them."""
    monkeypatch.setattr(intake_module, "PAUSE_S", (0.0, 0.0))
    failures = 0
    for seed in range(SEEDS):
        cars = [car(CARS * seed + number) for number in range(CARS)]
        rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
        batches = a_day_of(cars, rng)
        untroubled = Memory()
        await taken(an_intake(MemoryJournal(untroubled)), batches)
        journal = in_postgres(pool, StillClock()).journal
        moody = Moody(journal, rng)
        await taken(an_intake(moody), batches)
        failures += moody.failures
        assert await findings_in(pool, cars) == findings_of(untroubled)
    assert failures > SEEDS


def a_day_of(cars: Sequence[Vin], rng: random.Random) -> list[list[Frame]]:
    """Of all these side by side; now and then a frame comes twice."""
    frames = sorted(
        (frame for vin in cars for batch in a_day(vin) for frame in batch),
        key=lambda frame: frame.received_at,
    )
    batches = []
    while frames:
        size = rng.randint(1, 5)
        batches.append([*frames[:size], *rng.sample(frames[:size], rng.randint(0, 1))])
        frames = frames[size:]
    return batches


def findings_of(memory: Memory) -> list[tuple[Any, ...]]:
    return sorted(
        (row.finding.vin.text, row.finding.rule, row.finding.at, row.ended_at)
        for row in memory.rows.findings.values()
    )


async def findings_in(pool: Pool, cars: Sequence[Vin]) -> list[tuple[Any, ...]]:
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select vin, rule, opened_at, ended_at from findings f"
            " join vehicles v on v.id = f.vehicle_id where vin = any(%s)",
            [[one.text for one in cars]],
        )
        return sorted(await cursor.fetchall())
