"""A car that wants the store to grow: what it may add has bounds."""

from collections.abc import AsyncIterator

import pytest

from gateway.domain.report import ReportId
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.holdback import Held
from gateway.pipeline.waiting_room import Moves, ToldBoot
from gateway.store.pool import Pool, open_pool
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, House, StillClock, in_postgres

pytestmark = pytest.mark.slow


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        yield opened


@pytest.fixture
def house(pool: Pool) -> House:
    return in_postgres(pool, StillClock())


def held(seq: int) -> Held:
    return Held(id=ReportId(CAR, 77, seq), turn=(1, 1, 77, seq), at=NOON, until=NOON)


async def sequences(pool: Pool) -> str:
    async with pool.connection() as connection:
        cursor = await connection.execute("select sequences::text from late_reports")
        [(told,)] = await cursor.fetchall()
    return str(told)


async def test_late_reports_are_told_in_coarser_ranges_past_a_bound(
    house: House, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smallest holes are closed until half are left; none that came late is left out."""
    monkeypatch.setattr("gateway.store.held.MOST_LATE_RANGES", 4)
    for late, told in (
        ([1, 3, 50, 100], "{[1,2),[3,4),[50,51),[100,101)}"),
        ([102], "{[1,51),[100,103)}"),
    ):
        async with house.journal.batch() as batch:
            await batch.waiting_room.move(Moves(NOON, late=[held(seq) for seq in late]))
        assert await sequences(pool) == told


async def test_the_gaps_of_old_boots_stand_and_are_not_read_at_each_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest boots with gaps are followed; an older one when something of it comes."""
    monkeypatch.setattr("gateway.store.gaps.LAST_BOOTS", 1)
    monkeypatch.setattr("gateway.store.gaps.MOST_FOLLOWED", 2)
    boots = {
        (CAR, boot): ToldBoot(unit_order=1, boot_count=boot, last_seq=9) for boot in range(1, 6)
    }
    gaps = [
        KnownGap(vin=CAR, boot_id=boot, first_seq=2, last_seq=3, noticed_at=NOON, due_at=NOON)
        for _, boot in boots
    ]
    async with house.journal.batch() as batch:
        await batch.waiting_room.learn(boots)
        await batch.waiting_room.move(Moves(NOON, gaps=gaps))
    async with house.journal.batch() as batch:
        followed = (await batch.waiting_room.standings([CAR], []))[CAR]
        told = (await batch.waiting_room.standings([CAR], [(CAR, 1)]))[CAR]
        everything = await batch.waiting_room.gaps([CAR])
    assert {boot.boot_id for boot in followed.boots} == {4, 5}
    assert {gap.boot_id for gap in followed.gaps} == {4, 5}
    assert {gap.boot_id for gap in told.gaps} == {1, 4, 5}
    assert len(everything) == len(gaps)
