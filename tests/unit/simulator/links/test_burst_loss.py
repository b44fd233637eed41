"""Loss in bursts, and the delay that TCP makes of it."""

import itertools
from itertools import pairwise
from math import inf
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.links.burst_loss import BurstLoss, Channel, sojourns
from simulator.links.profiles import PROFILES
from simulator.links.retransmission import (
    MOST_TRIES,
    first_rto_s,
    recovery_s,
    resumption_s,
    tries_s,
)
from tests.fix_simulator import seeded

LOSSY = [profile.loss for profile in PROFILES.values() if profile.loss is not None]
START_S = 1_763_755_200.0


def stays(loss: BurstLoss, hours: int) -> list[tuple[bool, float]]:
    """The state and length of each stay, put together from the blocks of so many hours."""
    changes: list[tuple[bool, float]] = []
    for number in range(hours):
        block = sojourns(loss, "7 air A", number)
        bad = block.begins_bad
        for at_s in (number * loss.block_s, *block.switches_s):
            if not changes or changes[-1][0] is not bad:
                changes.append((bad, at_s))
            bad = not bad
    return [(bad, until_s - at_s) for (bad, at_s), (_, until_s) in pairwise(changes)]


@pytest.mark.parametrize("loss", LOSSY)
def test_the_long_run_loss_is_that_of_the_parameters(loss: BurstLoss) -> None:
    """Segments sent at any time are lost at the rate that the shares of the states give."""
    channel, draw = Channel(loss, "7 air A"), seeded(7)
    lost = [channel.loses(START_S + number * 0.5, draw) for number in range(200_000)]
    assert mean(lost) == pytest.approx(loss.rate, rel=0.1)


@pytest.mark.parametrize("loss", LOSSY)
def test_bursts_last_as_long_as_their_parameter(loss: BurstLoss) -> None:
    """The mean stay in each state is the one asked for."""
    found = stays(loss, 200)
    assert mean(length for bad, length in found if bad) == pytest.approx(loss.bad_s, rel=0.1)
    assert mean(length for bad, length in found if not bad) == pytest.approx(
        loss.good_s, rel=0.1
    )


def test_a_channel_may_be_good_for_ever() -> None:
    """A stay without an end is one: nothing is ever lost."""
    channel = Channel(BurstLoss(good_s=inf, bad_s=1, in_good=0, in_bad=1), "7 air A")
    assert not any(channel.is_bad(START_S + hour * 3600) for hour in range(100))


def test_short_stays_are_not_drawn_for_an_hour() -> None:
    """The first packet of a link does not wait for a hundred thousand draws."""
    loss = BurstLoss(good_s=0.01, bad_s=0.01, in_good=0, in_bad=1)
    for at_s in (0.0, START_S):
        channel = Channel(loss, "7 air A")
        channel.is_bad(at_s)
        assert 500 < sum(len(block.switches_s) for block in channel._blocks.values()) < 2000


def test_the_states_are_a_function_of_seed_and_time() -> None:
    """Looked at backwards, forwards or at random, the channel tells the same."""
    times = [START_S + 13.7 * number for number in range(2000)]
    shuffled = seeded(7).sample(times, len(times))
    forwards, anyhow = Channel(LOSSY[0], "7 air A"), Channel(LOSSY[0], "7 air A")
    told = {at_s: anyhow.is_bad(at_s) for at_s in shuffled}
    assert [forwards.is_bad(at_s) for at_s in times] == [told[at_s] for at_s in times]
    other = Channel(LOSSY[0], "8 air A")
    assert told != {at_s: other.is_bad(at_s) for at_s in times}


def test_the_timer_doubles_up_to_a_minute() -> None:
    """RFC 6298: 1, 2, 4 ... 32, and then every 60 seconds."""
    at_s = list(itertools.islice(tries_s(1.0), 9))
    assert at_s == [1, 3, 7, 15, 31, 63, 123, 183, 243]


def test_the_first_timer_is_at_least_a_second() -> None:
    """RFC 6298, 2.4; a slow link has a longer one."""
    assert first_rto_s(0.03, 0.02) == 1.0
    assert first_rto_s(0.6, 0.9) == pytest.approx(2 * 0.6 + 0.9 + 4 * 0.3)


@given(lost=st.integers(0, MOST_TRIES - 1), rto_s=st.floats(1, 10))
def test_a_lost_segment_is_a_delayed_one(lost: int, rto_s: float) -> None:
    """So many losses in a row cost so many rounds of the timer."""
    fate = iter([True] * lost + [False])
    delay_s, counted = recovery_s(rto_s, lambda _: next(fate))
    assert counted == lost
    assert delay_s == (0 if lost == 0 else list(itertools.islice(tries_s(rto_s), lost))[-1])


def test_recovery_comes_to_an_end() -> None:
    """Even where everything is lost."""
    assert recovery_s(1.0, lambda _: True)[1] == MOST_TRIES


@given(silent_s=st.floats(0, 3600), rto_s=st.floats(1, 10))
def test_tcp_sleeps_on_after_an_outage(silent_s: float, rto_s: float) -> None:
    """It tries again when its timer runs out: at most as long again as it was silent, or so."""
    more_s = resumption_s(rto_s, silent_s)
    assert 0 <= more_s <= max(rto_s, min(60.0, silent_s + rto_s))
