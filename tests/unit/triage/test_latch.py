"""What stands until the contrary is seen."""

from collections.abc import Sequence

import pytest

from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.absorb import absorb
from gateway.triage.hindsight import within
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_triage import measured

LOW = latest(LV_BATTERY_VOLTAGE, within=seconds(15)) < volts(11)
WELL = latest(LV_BATTERY_VOLTAGE, within=seconds(15)) > volts(13)
FELL = within(WELL, minutes(1))
STANDS = latched(on=LOW, off=WELL)
NAN = float("nan")


def after(values: Sequence[float]) -> Window:
    """The battery every 10 s."""
    return absorb(Window(), measured(1, 0, LV_BATTERY_VOLTAGE, values), STANDS.needs)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([14, 10], Truth.TRUE),
        ([10, 14], Truth.FALSE),
        ([10, 12], Truth.UNKNOWN),  # neither: whoever has opened a finding lets it stand
        ([14, 12], Truth.UNKNOWN),
        ([10, NAN, NAN], Truth.UNKNOWN),
        ([10, *[12] * 90], Truth.UNKNOWN),
    ],
)
def test_only_what_is_seen_now_turns_it(values: Sequence[float], expected: Truth) -> None:
    """It looks back on nothing: what has been is in the finding that stands."""
    window = after(values)
    assert STANDS.truth(window, window.now_ms) == expected


def test_where_both_are_so_the_worse_has_its_way() -> None:
    """A fault is not excused by what else is true."""
    window = after([10])
    assert latched(on=LOW, off=LOW).truth(window, window.now_ms) is Truth.TRUE


def test_it_tells_what_decided_it_and_what_would() -> None:
    """One sentence for what was seen; of a gap, the data that is missing."""
    low, gap = after([10]), after([10, NAN, NAN])
    [line] = STANDS.evidence(low, low.now_ms)
    assert "was 10 V" in line
    assert STANDS.missing(low, low.now_ms) == ()
    assert STANDS.evidence(gap, gap.now_ms + 20_000) == ()
    assert STANDS.missing(gap, gap.now_ms + 20_000) == ("12 V battery",)
    between = after([12])
    assert STANDS.missing(between, between.now_ms) == (f"whether {WELL}",)


def test_it_keeps_no_more_than_its_parts() -> None:
    """A latch of newest samples needs no history."""
    assert STANDS.needs == LOW.needs
    assert latched(on=FELL, off=WELL).needs == FELL.needs
