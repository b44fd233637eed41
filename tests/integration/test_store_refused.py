"""Frames that are kept aside: whatever stands in them, keeping them never fails."""

import secrets

import pytest

from gateway.domain.report import Frame, Refusal, RefusalReason
from gateway.store.console import BYTES_SHOWN, PostgresConsole
from gateway.store.journal import PostgresJournal
from gateway.store.pool import open_pool
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests.fix_knowledge import NOON
from tests.fix_store import an_entry, later

pytestmark = pytest.mark.slow


def a_refusal(topic: str, payload: bytes, detail: str = "why", **at: float) -> Refusal:
    frame = Frame.of(topic, payload, later(**at))
    return Refusal(frame, RefusalReason.UNDECODABLE, detail)


@pytest.mark.parametrize(
    ("topic", "detail"),
    [
        ("v1/nul\x00/telemetry", "a nul \x00 in the reason"),
        (f"v1/{secrets.token_hex(30_000)}/telemetry", secrets.token_hex(5000)),
        ("v1/\U0001f697\u202e/telemetry", "\ufffe"),
        ("v1/\udcff/telemetry", "half a \ud83d character"),
        ("", ""),
    ],
)
async def test_no_topic_is_too_strange_to_be_kept(dsn: str, topic: str, detail: str) -> None:
    """Nul, emptiness, sixty kilobytes: a frame that could not be kept would come for ever."""
    refusal = a_refusal(topic, b"payload", detail)
    async with open_pool(dsn) as pool:
        for _ in range(2):
            async with PostgresJournal(pool).batch() as batch:
                await batch.keep(an_entry([], refused=[refusal]))
        page = await PostgresConsole(pool, RULEBOOK.entry, signals_that_tell).intake()
    [line] = page.recent
    assert (line.times_seen, line.size) == (2, len(b"payload"))


async def test_the_last_ones_are_shown_first(dsn: str) -> None:
    """With size, reason and the first bytes; the same frame again moves up and is counted."""
    long = b"\xff" * 1000
    refusals = [
        a_refusal("v1/a/telemetry", long, minutes=1),
        a_refusal("v1/b/telemetry", b"b", minutes=2),
        a_refusal("v1/a/telemetry", long, minutes=3),
    ]
    async with open_pool(dsn) as pool:
        async with PostgresJournal(pool).batch() as batch:
            await batch.keep(
                an_entry([], refused=refusals, oddities={("unknown_signal", "7"): 3})
            )
        page = await PostgresConsole(pool, RULEBOOK.entry, signals_that_tell).intake()
    first, second = page.recent
    assert (first.topic, first.times_seen, first.size) == ("v1/a/telemetry", 2, 1000)
    assert (first.first_seen_at, first.last_seen_at) == (later(minutes=1), later(minutes=3))
    assert len(bytes.fromhex(first.payload_hex)) == BYTES_SHOWN
    assert (second.topic, second.payload_hex) == ("v1/b/telemetry", "62")
    assert (page.refused, page.oddities) == ({"undecodable": 3}, {"unknown_signal: 7": 3})
    assert second.first_seen_at > NOON
