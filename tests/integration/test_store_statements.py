"""What a batch asks of the server does not grow with what is in it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from psycopg import AsyncCursor

from gateway.domain.component import INFOTAINMENT
from gateway.domain.errors import Overtaken
from gateway.domain.operation import OperationState
from gateway.domain.report import Placed
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.store.pool import Pool, open_pool
from tests.fix_store import House, StillClock, a_presence, a_reply, an_entry, in_postgres
from tests.fix_triage import faulty, measured

pytestmark = pytest.mark.slow
CARS = [Vin(f"WVWZZZ1JZXW{number:06}") for number in range(1, 13)]


@pytest.fixture
async def house(dsn: str) -> AsyncIterator[House]:
    """Twelve cars have said something."""
    async with open_pool(dsn) as pool:
        house = in_postgres(pool, StillClock())
        for vin in CARS:
            await house.take(
                measured(1, 0, LV_BATTERY_VOLTAGE, [12.5, 12.4], vin=vin),
                faulty(2, 0, INFOTAINMENT, {"U3000-49": 0x2F}, vin=vin),
            )
        yield house


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is sent from now on."""
    sent: list[str] = []
    execute = AsyncCursor.execute

    async def noting(cursor: Any, query: Any, *values: Any, **how: Any) -> Any:
        sent.append(str(query))
        return await execute(cursor, query, *values, **how)

    monkeypatch.setattr(AsyncCursor, "execute", noting)
    return sent


async def test_recalling_many_cars_takes_no_more_statements(
    house: House, statements: list[str]
) -> None:
    """After a restart all cars of a batch are recalled at once, each with what is its own."""
    async with house.journal.batch() as batch:
        alone = await batch.recall(CARS[:1], timedelta(days=1))
        sent = len(statements)
        together = await batch.recall(CARS, timedelta(days=1))
    assert len(statements) - sent == sent
    assert together[CARS[0]].faults == alone[CARS[0]].faults
    for vin in CARS:
        [told], faults = together[vin].telemetry, together[vin].faults
        assert told.report.header.id[::2] == (vin, 1)
        assert {fault.report.header.id[::2] for fault in faults} == {(vin, 2)}


async def test_many_presences_take_no_more_statements(
    house: House, statements: list[str]
) -> None:
    """However many cars come on line in one batch, in whatever order; each is taken."""
    counts = []
    for session, cars in enumerate((CARS[:1], CARS[::-1]), 1):
        said = [a_presence(vin, session=session) for vin in cars]
        statements.clear()
        assert list(await house.hear(*said)) == said
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_many_replies_take_no_more_statements(
    house: House, statements: list[str]
) -> None:
    """However many cars answer in one batch."""
    counts = []
    for seq, cars in enumerate((CARS[:1], CARS), 3):
        said: list[Placed[Any]] = [
            a_reply(uuid4(), seq, vin, state=OperationState.SUCCEEDED) for vin in cars
        ]
        async with house.journal.batch() as batch:
            fresh = await batch.claim(said)
            statements.clear()
            await batch.keep(an_entry(fresh))
            counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_who_is_overtaken_undoes_everything_and_finds_out(house: House) -> None:
    """Going by a stale row it stores nothing of its batch; the next try knows better."""
    said: list[Placed[Any]] = [
        measured(3, 0, LV_BATTERY_VOLTAGE, [12.5], vin=vin) for vin in CARS[:2]
    ]
    assert len(await house.reopened().take(said[0])) == 1

    async def claim() -> frozenset[Any]:
        async with house.journal.batch() as batch:
            taken = await batch.claim(said)
            await batch.keep(an_entry(taken))
            return frozenset(one.report.header.id for one in taken)

    with pytest.raises(Overtaken):
        await claim()
    assert await claim() == {said[1].report.header.id}


async def test_samples_of_known_cars_are_one_statement(
    house: House, statements: list[str]
) -> None:
    """Claimed, entered and committed in one go; who comes next has transactions again."""
    said: list[Placed[Any]] = [
        measured(3, 0, LV_BATTERY_VOLTAGE, [12.5], vin=vin) for vin in CARS
    ]
    async with house.journal.batch() as batch:
        taken = await batch.claim(said)
        statements.clear()
        await batch.keep(an_entry(taken))
    assert len(statements) == 1
    assert await house.reopened().take(*said) == frozenset()
    assert isinstance(house.source, Pool)
    for _ in range(4):
        async with house.source.connection() as connection:
            assert not connection.autocommit


async def test_one_statement_is_undone_as_a_whole(house: House) -> None:
    """Of twelve cars one was taken by somebody else: nothing of the others is stored either."""
    said: list[Placed[Any]] = [
        measured(3, 0, LV_BATTERY_VOLTAGE, [12.5], vin=vin) for vin in CARS
    ]
    await house.reopened().take(said[7])
    with pytest.raises(Overtaken):
        async with house.journal.batch() as batch:
            await batch.keep(an_entry(await batch.claim(said)))
    others = {one.report.header.id for one in said if one is not said[7]}
    assert await house.reopened().take(*said) == others
