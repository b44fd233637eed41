"""How values are read aloud."""

import pytest

from gateway.domain.quantity import (
    Celsius,
    Count,
    MetrePerSecond,
    Ohm,
    PerMinute,
    Quantity,
    TimesPerMinute,
    Volt,
)
from gateway.triage.instant import BEGINNING, to_time
from gateway.triage.wording import spoken, spoken_instant, spoken_span


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Volt(11.4199999), "11.42 V"),
        (Ohm(312_000), "312 kΩ"),
        (Ohm(2_100_000), "2.1 MΩ"),
        (Ohm(12), "12 Ω"),
        (PerMinute(0), "0 rpm"),
        (TimesPerMinute(48), "48 a minute"),
        (Celsius(-40), "-40 °C"),
        (Count(3), "3"),
        (MetrePerSecond(25), "90 km/h"),
        (Volt(3.4e38), "3.4e+38 V"),
    ],
)
def test_quantities_are_spoken_with_their_unit(quantity: Quantity, words: str) -> None:
    """Four digits, the usual prefix."""
    assert words == spoken(quantity)


@pytest.mark.parametrize(
    ("ms", "words"),
    [(90_000, "90 s"), (300_000, "5 min"), (7_200_000, "2 h"), (1_500, "1500 ms")],
)
def test_spans_are_spoken_in_their_largest_whole_unit(ms: int, words: str) -> None:
    """90 seconds are not 1.5 minutes."""
    assert words == spoken_span(ms)


def test_instants_outside_any_calendar_are_spoken_all_the_same() -> None:
    """A broken clock must not break a sentence."""
    assert spoken_instant(2**62) == "9999-12-31 23:59:59 UTC"
    assert to_time(BEGINNING).year == 1
