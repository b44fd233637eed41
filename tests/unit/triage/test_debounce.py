"""A counter that climbs and falls, clamped at both ends, latching."""

from collections.abc import Sequence

import pytest

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.absorb import absorb
from gateway.triage.debounce import debounced
from gateway.triage.measured import latest
from gateway.triage.prospect import Seen
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_triage import measured

LOW = latest(LV_BATTERY_VOLTAGE, within=seconds(15)) < volts(11)
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
NAN = float("nan")
SETTLED = [12.0] * 4

STEADY = debounced(LOW, rises_in=seconds(30), falls_in=seconds(20), span=minutes(2))


def after(values: Sequence[float]) -> Window:
    return absorb(Window(), measured(1, 0, LV_BATTERY_VOLTAGE, values), STEADY.needs)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([12, 12], FALSE),  # even a full counter would be empty by now
        ([12], UNKNOWN),
        ([12, 12, 10, 10, 12, 10, 12], FALSE),
        ([12, 12, 10, 10, 12, 10, 10], FALSE),  # 2/3 - 1/2 + 2/3
        ([12, 12, 10, 10, 12, 10, 10, 10], TRUE),
        ([10, 10, 10, 12, 10, 10, 12], TRUE),  # half empty, full again, half empty: latched
        ([10, 10, 10, 12, 12], FALSE),
        ([10, 10, 10, NAN, 10], TRUE),
        ([10, 10, 10, NAN, NAN, NAN, 10], UNKNOWN),
        ([*[10] * 9, 12, 12], FALSE),  # clamped: it never counts more than full
        ([*[12] * 9, 10, 10, 10], TRUE),
    ],
)
def test_the_counter_climbs_falls_is_clamped_and_latches(
    values: Sequence[float], expected: Truth
) -> None:
    """Three looks fill it, two empty it; a sample speaks for 15 s here."""
    window = after(values)
    assert expected == STEADY.truth(window, window.now_ms)


def test_it_looks_at_its_own_times_only() -> None:
    """Ten samples a second count no more than one."""
    window = absorb(
        Window(),
        measured(1, 0, LV_BATTERY_VOLTAGE, [12.0] * 200 + [10.0] * 199, every_s=0.1),
        STEADY.needs,
    )
    assert STEADY.truth(window, window.now_ms) == FALSE
    assert STEADY.changes(window, window.now_ms - 25_000, window.now_ms).tolist() == [
        window.now_ms - 900 - each for each in (19_000 - 100, 9_000 - 100)
    ]


@pytest.mark.parametrize(
    ("rises", "falls", "span"), [(15, 20, 60), (0, 20, 60), (30, 90, 60), (30, 20, 100_000)]
)
def test_what_makes_no_sense_is_refused(rises: float, falls: float, span: float) -> None:
    """Parts of a look, nothing, a span too short to decide or too long to walk through."""
    with pytest.raises(InvalidValue):
        debounced(LOW, rises_in=seconds(rises), falls_in=seconds(falls), span=seconds(span))


def test_it_reads_aloud_and_says_why() -> None:
    """With the last moment that spoke, and how many did."""
    assert str(STEADY) == "12 V battery is below 11 V (debounced: 30 s up, 20 s down)"
    window = after([*SETTLED, 10, 10, 10])
    assert STEADY.evidence(window, window.now_ms) == (
        "12 V battery was 10 V at 2026-11-02 09:01:00 UTC, below 11 V.",
        "This was so at 3 of 12 looks in the last 2 min.",
    )
    window = after([12])
    assert STEADY.missing(window, window.now_ms) == ("12 V battery",)


def test_what_it_counts_lasts_as_long_as_its_span() -> None:
    """A report told late may fill it with samples as old as that."""
    for truth in (TRUE, FALSE):
        seen = STEADY.prospect(truth, 0)
        assert isinstance(seen, Seen)
        assert seen.lasting_ms == 135_000
