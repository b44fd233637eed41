"""Garbage without end: counted to the last frame, kept within bounds, and shown."""

import pytest

from gateway.domain.report import Frame, Refusal, RefusalReason
from gateway.pipeline.intake_page import IntakePage
from gateway.store import kept_aside
from gateway.store.console import PostgresConsole
from gateway.store.journal import PostgresJournal
from gateway.store.kept_aside import FIRST, LARGEST, MOST_ODDITIES, NEWEST, OTHERS
from gateway.store.pool import Pool, open_pool
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests.fix_store import an_entry, later

pytestmark = pytest.mark.slow


def garbage(number: int, topic: str = "v1/a/telemetry") -> Refusal:
    frame = Frame.of(topic, f"garbage {number}".encode(), later(seconds=number))
    return Refusal(frame, RefusalReason.UNDECODABLE, "why")


async def refuse(pool: Pool, *refusals: Refusal) -> IntakePage:
    async with PostgresJournal(pool).batch() as batch:
        await batch.keep(an_entry([], refused=refusals))
    return await page_of(pool)


async def page_of(pool: Pool) -> IntakePage:
    return await PostgresConsole(pool, RULEBOOK.entry, signals_that_tell).intake()


async def kept(pool: Pool) -> list[str]:
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select convert_from(payload, 'UTF8') from refused_frames order by id"
        )
        return [payload for (payload,) in await cursor.fetchall()]


@pytest.mark.parametrize("size", [1, 7, 300])
async def test_the_first_and_the_newest_are_kept(dsn: str, size: int) -> None:
    """A car that sends another garbage frame every time fills no disk."""
    flood = [garbage(n) for n in range(300)]
    async with open_pool(dsn) as pool:
        for first in range(0, 300, size):
            await refuse(pool, *flood[first : first + size])
        page, frames = await page_of(pool), await kept(pool)
    assert frames == [f"garbage {n}" for n in [*range(FIRST), *range(300 - NEWEST, 300)]]
    assert page.refused == {"undecodable": 300}
    [line] = page.floods
    assert (line.topic, line.times_seen, line.kept) == ("v1/a/telemetry", 300, FIRST + NEWEST)
    assert line.last_seen_at == later(seconds=299)


async def test_a_flood_takes_no_room_from_another_topic(dsn: str) -> None:
    """What one car sends pushes out nothing of another car, or with another reason."""
    other = garbage(1, "v1/b/telemetry")
    reason = Refusal(garbage(2).frame, RefusalReason.WRONG_VERSION, "why")
    async with open_pool(dsn) as pool:
        await refuse(pool, other, reason)
        await refuse(pool, *(garbage(n) for n in range(100, 200)))
        frames = await kept(pool)
    assert {"garbage 1", "garbage 2"} <= set(frames)
    assert len(frames) == 2 + FIRST + NEWEST


async def test_what_we_could_not_handle_ourselves_is_all_kept(dsn: str) -> None:
    """An internal error of ours costs no frame, however many there are of one topic."""
    flood = [
        Refusal(garbage(n).frame, RefusalReason.INTERNAL_ERROR, "ValueError")
        for n in range(5 * (FIRST + NEWEST))
    ]
    async with open_pool(dsn) as pool:
        for first in range(0, len(flood), 7):
            await refuse(pool, *flood[first : first + 7])
        frames = await kept(pool)
    assert frames == [f"garbage {n}" for n in range(len(flood))]


async def test_invented_topics_are_bounded_too(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond so many topics the rest share one count and the room of one."""
    monkeypatch.setattr(kept_aside, "MOST_SOURCES", 5)
    async with open_pool(dsn) as pool:
        for first in range(0, 60, 20):
            await refuse(
                pool, *(garbage(n, f"v1/{n}/telemetry") for n in range(first, first + 20))
            )
        page, frames = await page_of(pool), await kept(pool)
    assert len(frames) == 5 + FIRST + NEWEST
    assert page.refused == {"undecodable": 60}
    [line] = page.floods
    assert (line.topic, line.times_seen) == ("", 55)


async def test_a_huge_frame_is_cut(dsn: str) -> None:
    """Its beginning and its size are kept: no message that the contract allows is longer."""
    huge = Frame.of("v1/a/telemetry", b"x" * (LARGEST + 1000), later())
    async with open_pool(dsn) as pool:
        page = await refuse(pool, Refusal(huge, RefusalReason.OVERSIZED, "why"))
        [frame] = await kept(pool)
    assert (len(frame), page.recent[0].size) == (LARGEST, LARGEST + 1000)


async def test_oddities_of_a_kind_are_bounded(dsn: str) -> None:
    """A car that invents codes gets so many lines; the rest is counted as others."""
    odd = {("unknown_code", f"toaster {n:04}"): 2 for n in range(MOST_ODDITIES + 100)}
    async with open_pool(dsn) as pool:
        for _ in range(2):
            async with PostgresJournal(pool).batch() as batch:
                await batch.keep(an_entry([], oddities={**odd, ("unknown_signal", "7"): 1}))
        async with pool.connection() as connection:
            cursor = await connection.execute(
                "select kind, count(*), sum(times_seen) from oddities group by 1 order by 1"
            )
            rows = await cursor.fetchall()
            cursor = await connection.execute(
                "select times_seen from oddities where what = %s", [OTHERS]
            )
            [(others,)] = await cursor.fetchall()
    assert rows == [
        ("unknown_code", MOST_ODDITIES + 1, 4 * (MOST_ODDITIES + 100)),
        ("unknown_signal", 1, 2),
    ]
    assert others == 2 * 2 * 100
