"""When packets of a TUN link arrive, and which do not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.links.tun_lane import LONGEST_QUEUE_S, Conditions, Lane

PACKETS = 20_000
EVERY_S = 0.01

sound = st.builds(
    Conditions,
    delay_s=st.floats(0, 2),
    jitter_s=st.floats(0, 2),
    loss=st.floats(0, 0.5),
    burst_s=st.just(0.0) | st.floats(0.01, 1),
    bytes_per_s=st.floats(1_000, 1e9),
)
sizes = st.lists(st.integers(20, 1400), min_size=1, max_size=50)


def sent(lane: Lane, packets: int) -> list[float | None]:
    return [lane.due_s(number * EVERY_S, 100) for number in range(packets)]


@given(sound, sizes)
def test_nothing_overtakes_and_nothing_is_early(conditions: Conditions, of: list[int]) -> None:
    """Packets keep their order, and each takes at least the delay and its own length."""
    lane, last_s = Lane(conditions, "7"), 0.0
    for number, size in enumerate(of):
        now_s = number * EVERY_S
        due_s = lane.due_s(now_s, size)
        if due_s is not None:
            assert due_s >= now_s + conditions.delay_s
            assert due_s >= last_s
            last_s = due_s


@given(sound)
def test_the_same_seed_gives_the_same_fate(conditions: Conditions) -> None:
    """A run can be repeated, packet by packet."""
    assert sent(Lane(conditions, "3"), 50) == sent(Lane(conditions, "3"), 50)


@pytest.mark.parametrize("burst_s", [0.0, 0.1])
def test_the_share_of_the_lost_is_what_was_asked_for(burst_s: float) -> None:
    """Over many packets, with bursts or without."""
    fates = sent(Lane(Conditions(loss=0.1, burst_s=burst_s), "7"), PACKETS)
    assert fates.count(None) / PACKETS == pytest.approx(0.1, abs=0.02)


def test_bursts_lose_packets_in_a_row() -> None:
    """With bursts of ten packets the lost come in fewer and longer rows than without."""

    def rows(burst_s: float) -> int:
        fates = sent(Lane(Conditions(loss=0.1, burst_s=burst_s), "7"), PACKETS)
        return sum(now is None and before is not None for before, now in pairwise(fates))

    assert rows(0.1) < rows(0.0) / 4


def test_a_narrow_link_queues_and_then_drops() -> None:
    """1000 bytes a second: packets wait for each other, but not for more than 3 s."""
    lane = Lane(Conditions(bytes_per_s=1_000), "7")
    due = [lane.due_s(0.0, 1_000) for _ in range(10)]
    kept = round(LONGEST_QUEUE_S) + 1
    assert due == [1.0, 2.0, 3.0, 4.0] + [None] * (10 - kept)


@pytest.mark.parametrize(
    "wrong", [{"loss": 1.0}, {"delay_s": -1.0}, {"bytes_per_s": 0.0}, {"burst_s": 1e-9}]
)
def test_what_no_link_can_be_is_refused(wrong: dict[str, float]) -> None:
    """A share above 1, a time before now, a rate of nothing."""
    with pytest.raises(ValueError, match="not"):
        Conditions(**wrong)
