"""What another condition has been: at some time, so often, since it was last decided."""

from collections.abc import Sequence

import pytest

from gateway.domain.component import BRAKES
from gateway.domain.errors import InvalidValue
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition
from gateway.triage.hindsight import count_within, hysteresis, within
from gateway.triage.measured import latest
from gateway.triage.prospect import Seen, Several
from gateway.triage.reported import code
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_triage import measured

LOW = latest(LV_BATTERY_VOLTAGE, within=seconds(15)) < volts(11)
HIGH = latest(LV_BATTERY_VOLTAGE, within=seconds(15)) > volts(13)
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

DIPPED = within(LOW, minutes(1))
THRICE = count_within(LOW, minutes(2)) >= 3
LATCHED = hysteresis(on=LOW, off=HIGH, span=minutes(2))
NAN = float("nan")


def after(condition: Condition, values: Sequence[float], *more: Sequence[float]) -> Window:
    """The battery every 10 s; further values begin five minutes later each."""
    window = Window()
    for index, each in enumerate((values, *more)):
        heard = measured(index + 1, 300 * index, LV_BATTERY_VOLTAGE, each)
        window = absorb(window, heard, condition.needs)
    return window


def truth(condition: Condition, values: Sequence[float], *more: Sequence[float]) -> Truth:
    window = after(condition, values, *more)
    return condition.truth(window, window.now_ms)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 12, 12, 12, 12, 12, 12], TRUE),
        ([10, 12, 12, 12, 12, 12, 12, 12], FALSE),
        ([12, 12, 12, 12, 12, 12], UNKNOWN),  # what was a minute ago?
        ([12, 12, NAN, NAN, 12, 12, 12], UNKNOWN),  # and what in the gap?
        ([12, 10, NAN, NAN, 12, 12, 12], TRUE),
    ],
)
def test_within_is_true_for_a_while_after_the_last_moment(
    values: Sequence[float], expected: Truth
) -> None:
    """And certainly false only when the whole span was seen."""
    assert expected == truth(DIPPED, values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([12, 12, 12, 12, 12, 12, 12, 10, 12, 10, 12, 10, 12], TRUE),
        ([12, 12, 12, 12, 12, 12, 12, 12, 12, 10, 12, 10, 12], FALSE),
        ([12, 12, 12, 12, 12, 12, 12, 12, 10, 10, 10, 10, 10], FALSE),
        ([12, 12, 12, 12, NAN, NAN, 12, 12, 12, 10, 12, 10, 12], UNKNOWN),
        ([12, 10, 12, NAN, NAN, 10, 12, 10, 12], TRUE),
        ([10, 12, 10, 12, 10], UNKNOWN),
    ],
)
def test_count_within_counts_how_often_it_became_so(
    values: Sequence[float], expected: Truth
) -> None:
    """Staying so counts once; a gap may hide one more, but takes none away."""
    assert expected == truth(THRICE, values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 12, 12, 12], TRUE),
        ([10, 12, 14, 12], FALSE),
        ([14, 12, 10, 12], TRUE),
        ([12, 12, 12, 12], UNKNOWN),
        ([10, 12, NAN, NAN, 12], UNKNOWN),  # it may have risen in the gap
        ([14, NAN, NAN, 10, 12], TRUE),
        ([10, *[12] * 13], UNKNOWN),  # too long ago
    ],
)
def test_hysteresis_stays_what_it_was_between_its_limits(
    values: Sequence[float], expected: Truth
) -> None:
    """Until the other limit is passed, or may have been."""
    assert expected == truth(LATCHED, values)


def test_where_both_are_so_the_worse_has_its_way() -> None:
    """`on` wins over `off`: a fault is not excused by what else is true."""
    assert truth(hysteresis(on=LOW, off=LOW, span=minutes(1)), [10.0]) == TRUE


def test_a_sample_long_ago_is_no_proof_of_never() -> None:
    """However long a sample speaks, "never in this minute" wants one of this minute."""
    lasting = within(latest(LV_BATTERY_VOLTAGE, within=minutes(60)) < volts(11), minutes(1))
    window = after(lasting, [12.0])
    assert lasting.truth(window, window.now_ms + 120_000) == UNKNOWN


def test_codes_are_not_counted_by_edges() -> None:
    """Windows keep a component's newest word only, and it has a counter of its own."""
    with pytest.raises(InvalidValue, match="occurrences"):
        count_within(code(BRAKES, "C0035-13").failed, minutes(5)) >= 2  # noqa: B015 -- it must raise


@pytest.mark.parametrize("build", [within, lambda part, span: count_within(part, span) >= 1])
def test_a_span_of_nothing_is_refused(build: object) -> None:
    """Nothing can be seen in it."""
    with pytest.raises(InvalidValue):
        build(LOW, seconds(0))  # type: ignore[operator]


def test_a_count_of_nothing_is_refused() -> None:
    """It would be true of every car."""
    with pytest.raises(InvalidValue):
        count_within(LOW, minutes(1)) >= 0  # noqa: B015 -- it must raise


def test_they_read_aloud() -> None:
    """As a specialist would say it."""
    assert str(DIPPED) == "12 V battery is below 11 V at some time in the last 1 min"
    assert str(THRICE) == "12 V battery is below 11 V 3 times or more within 2 min"
    expected = "12 V battery is below 11 V, and since then not 12 V battery is above 13 V"
    assert str(LATCHED) == expected


def test_evidence_tells_of_the_moment_that_decided() -> None:
    """Not of the newest sample, and how often if that is the point."""
    low = "12 V battery was 10 V at 2026-11-02 09:00:{} UTC, below 11 V."
    window = after(DIPPED, [12, 10, 12])
    assert DIPPED.evidence(window, window.now_ms) == (low.format("10"),)
    window = after(THRICE, [12, 10, 12, 10, 12, 10, 12])
    told = THRICE.evidence(window, window.now_ms)
    assert told == (low.format("50"), "This has come about 3 times within 2 min.")
    window = after(LATCHED, [10, 12])
    assert LATCHED.evidence(window, window.now_ms) == (
        low.format("00"),
        "12 V battery was 12 V at 2026-11-02 09:00:10 UTC, not above 13 V.",
    )


def test_doubt_has_a_name() -> None:
    """What is missing to decide."""
    assert {("12 V battery",)} == {
        each.missing(window, window.now_ms)
        for each in (DIPPED, THRICE, LATCHED)
        for window in [after(each, [12, NAN, NAN, 12])]
        if each is not LATCHED
    }
    window = after(LATCHED, [12])
    assert LATCHED.missing(window, window.now_ms) == ("since when 12 V battery is below 11 V",)


@pytest.mark.parametrize("condition", [DIPPED, THRICE, LATCHED])
def test_what_they_look_back_on_lasts_that_long(condition: Condition) -> None:
    """A report told late may turn them when its samples are as old as the span."""
    span_ms = max(keep.hold_ms for keep in condition.needs.signals.values())
    prospect = condition.prospect(TRUE, 0)
    parts = prospect.parts if isinstance(prospect, Several) else (prospect,)
    assert {15_000 + span_ms} == {each.lasting_ms for each in parts if isinstance(each, Seen)}
