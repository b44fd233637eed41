"""The ledger of a boot stays bounded, and nothing that is not in it is forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.report import Frame, RefusalReason
from gateway.domain.sequences import Sequences
from gateway.pipeline import scattered
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.pipeline.scattered import bearable
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR

NUMBERS = st.sets(st.integers(1, 80))


@given(NUMBERS, st.lists(NUMBERS, max_size=5), st.integers(1, 9))
def test_a_ledger_never_grows_beyond_its_bound(
    first: set[int], batches: list[set[int]], most: int
) -> None:
    """Nor does what was not new come out of it, nor is anything refused while there is room."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scattered, "MOST_RANGES", most)
        received = bearable(Sequences(), Sequences.of(first))
        for numbers in batches:
            new = Sequences.of(numbers) - received
            borne = bearable(received, new)
            assert not borne - new
            if len((received | new).ranges) <= most - len(new.ranges):
                assert borne == new
            received |= borne
            assert len(received.ranges) <= most


async def test_what_is_beyond_is_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the whole frame and its reason; the rest of the batch is taken in."""
    monkeypatch.setattr(scattered, "MOST_RANGES", 2)
    memory = Memory()
    frames = [
        Frame.of(wire.topic(CAR, "telemetry"), wire.telemetry(CAR, seq), NOON)
        for seq in (1, 3, 5, 4)
    ]
    await an_intake(MemoryJournal(memory)).take(frames)
    assert {number.seq for number in memory.rows.reports} == {1, 3, 4, 5}
    await an_intake(MemoryJournal(memory)).take([*frames[:2], *_more(9, 11, 2)])
    assert {number.seq for number in memory.rows.reports} == {1, 2, 3, 4, 5, 9}
    [kept] = memory.rows.refused.values()
    assert (kept.refusal.reason, kept.times_seen) == (RefusalReason.SCATTERED, 1)
    assert kept.refusal.frame.payload == wire.telemetry(CAR, 11)


def _more(*numbers: int) -> list[Frame]:
    return [
        Frame.of(wire.topic(CAR, "telemetry"), wire.telemetry(CAR, seq), NOON)
        for seq in numbers
    ]
