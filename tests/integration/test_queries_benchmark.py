"""The query benchmark asks both sides the same: a small month, every question."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random

import pytest

from benchmarks.queries.question import QUESTIONS, Ask, Question
from benchmarks.queries.world import World, fill
from gateway.store.pool import Pool, open_pool
from gateway.store.roll_ups import roll_up

pytestmark = pytest.mark.slow
WORLD = World(vehicles=20, days=3, minutes=5, seed=7, end=datetime(2026, 4, 2, tzinfo=UTC))


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        async with opened.connection() as connection:
            await fill(connection, WORLD)
        await roll_up(opened, days=True)
        yield opened


async def asked(pool: Pool, ask: Ask) -> list[int]:
    """How many things were answered, about vehicles and moments drawn at random."""
    async with pool.connection() as connection:
        return [await ask(connection, WORLD, Random(seed)) for seed in range(40)]  # noqa: S311


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
async def test_both_sides_answer_the_same(pool: Pool, question: Question) -> None:
    """The product's reader and the SQL by hand, and never nothing."""
    ours, by_hand = [await asked(pool, ask) for ask in (question.ours, question.by_hand)]
    assert ours == by_hand
    assert min(ours) > 0


async def test_ill_vehicles_have_a_fault_more(pool: Pool) -> None:
    """One that has ended for every day, and of one in five one that is there."""
    found = {one.name: set(await asked(pool, one.ours)) for one in QUESTIONS}
    assert found["faults of a vehicle, now and before"] == {3, 4}
    assert found["faults of the fleet by code"] == {4}
