"""Statistics over days: levels, drifts and slopes, with enough days or not at all."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import AMBIENT_TEMPERATURE, LV_BATTERY_VOLTAGE
from gateway.triage.condition import all_of, not_
from gateway.triage.daily import daily
from gateway.triage.days import Days
from gateway.triage.over_days import over_days
from gateway.triage.prospect import NEVER
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_days import END, by_day, days

VOLTAGE = daily(LV_BATTERY_VOLTAGE)
FALLS = over_days(9).falls_by(VOLTAGE, volts(0.3))
SINKING = [12.9, 12.8, 12.8, 12.7, None, 12.6, 12.5, 12.4, 12.4]


def told(*values: float | None) -> Days:
    return days({LV_BATTERY_VOLTAGE: by_day(*values)})


def asked(known: Days | None) -> Window:
    return Window(days=known)


class TestMeasures:
    """What is compared."""

    def test_a_level_is_the_median(self) -> None:
        """One day that is out of line does not matter."""
        assert over_days(4).median(VOLTAGE).of(told(12.0, 12.5, 3.0, 12.3)) == 12.15

    def test_a_drift_goes_from_third_to_third(self) -> None:
        """Median to median."""
        assert over_days(9).drift(VOLTAGE).of(told(*SINKING)) == pytest.approx(-0.4)

    def test_a_slope_is_a_drift_a_day(self) -> None:
        """Of a straight line its slope, whichever days are missing."""
        line = [12.0 + 0.1 * day for day in range(9)]
        assert over_days(9).slope(VOLTAGE).of(told(*line)) == pytest.approx(0.1)
        line[1] = line[4] = None  # type: ignore[call-overload]
        assert over_days(9).slope(VOLTAGE).of(told(*line)) == pytest.approx(0.1)

    def test_rises_and_falls(self) -> None:
        """By so much or more."""
        rises = over_days(9).rises_by(VOLTAGE, volts(0.3))
        assert (FALLS.decided(told(*SINKING)), rises.decided(told(*SINKING))) == (
            Truth.TRUE,
            Truth.FALSE,
        )
        assert rises.decided(told(*reversed(SINKING))) is Truth.TRUE


class TestNotKnown:
    """Silence decides nothing."""

    @pytest.mark.parametrize(
        "values",
        [
            [],
            SINKING[-4:],  # too few
            [None, None, None, *SINKING[-6:]],  # nothing of the first third
            [*SINKING[:-2], None, None],  # one day of the last third
        ],
    )
    def test_with_too_few_days(self, values: Sequence[float | None]) -> None:
        """In all, or where the course begins or ends."""
        assert FALLS.decided(told(*values)) is Truth.UNKNOWN
        assert FALLS.told(told(*values)) is None
        assert FALLS.missing(asked(told(*values)), 0) == (
            "5 days for the drift of 12 V battery over 9 days",
        )

    def test_without_days(self) -> None:
        """No report knows them, and none misses them."""
        assert FALLS.truth(Window(), 0) is Truth.UNKNOWN
        assert (FALLS.missing(Window(), 0), FALLS.evidence(Window(), 0)) == ((), ())
        assert {FALLS.prospect(truth, 0) for truth in Truth} == {NEVER}

    def test_days_before_the_span_do_not_help(self) -> None:
        """However many."""
        assert FALLS.decided(told(*[12.9] * 20, *[None] * 5, *SINKING[-4:])) is Truth.UNKNOWN


class TestAlike:
    """Only days like the last ones are compared."""

    ON_DAYS_AS_WARM = over_days(
        9, enough=4, alike=(daily(AMBIENT_TEMPERATURE), degrees_celsius(3))
    ).falls_by(VOLTAGE, volts(0.3))

    def on(self, *degrees: float | None) -> Days:
        return days(
            {LV_BATTERY_VOLTAGE: by_day(*SINKING), AMBIENT_TEMPERATURE: by_day(*degrees)}
        )

    def test_days_that_are_otherwise_do_not_count(self) -> None:
        """It was cold, then warm: there is nothing to compare with."""
        seen = [self.on(*[10.0] * 9), self.on(*[2.0] * 3, *[20.0] * 6), self.on(*[2.0] * 9)]
        assert [self.ON_DAYS_AS_WARM.decided(each) for each in seen] == [
            Truth.TRUE,
            Truth.UNKNOWN,
            Truth.TRUE,
        ]

    def test_a_few_like_the_last_ones_are_enough(self) -> None:
        """Two of each third."""
        warm = self.on(10, 10, 2, 2, 2, 2, 2, 9, 11)
        assert self.ON_DAYS_AS_WARM.decided(warm) is Truth.TRUE

    def test_unknown_days_are_not_alike(self) -> None:
        """Nobody knows how warm it was."""
        known = [None] * 9, [10.0] * 6 + [None] * 3, [None] * 3 + [10.0] * 6
        assert {self.ON_DAYS_AS_WARM.decided(self.on(*each)) for each in known} == {
            Truth.UNKNOWN
        }

    def test_it_reads_aloud(self) -> None:
        """With what is alike."""
        assert str(self.ON_DAYS_AS_WARM) == (
            "the drift of 12 V battery over 9 days, on days with Ambient temperature within"
            " 3 °C of the last ones, is at most -0.3 V"
        )


def test_evidence_tells_numbers_units_and_days() -> None:
    """True or not."""
    [drift] = FALLS.evidence(asked(told(*SINKING)), 0)
    assert drift == (
        "The drift of 12 V battery over 9 days was -0.4 V, from 12.8 V to 12.4 V, at most"
        " -0.3 V, by 8 days from 2026-11-14 to 2026-11-22 UTC."
    )
    [level] = (over_days(1).median(VOLTAGE) > volts(13)).evidence(asked(told(12.5)), 0)
    assert level == (
        "The median of 12 V battery over 1 day was 12.5 V, not above 13 V, by 1 day from"
        " 2026-11-22 to 2026-11-22 UTC."
    )
    slope = over_days(9).slope(VOLTAGE) < volts(-0.05)
    assert "was -0.06667 V a day, from 12.8 V to 12.4 V, below -0.05 V a day" in str(
        slope.evidence(asked(told(*SINKING)), 0)
    )


def test_they_combine_with_each_other() -> None:
    """By the same words as all conditions, three-valued."""
    low = over_days(3, enough=1).median(VOLTAGE) < volts(12.5)
    unknown = over_days(2).median(daily(AMBIENT_TEMPERATURE)) > degrees_celsius(0)
    known = asked(told(*SINKING))
    assert all_of(FALLS, low).truth(known, 0) is Truth.TRUE
    assert all_of(FALLS, not_(low)).truth(known, 0) is Truth.FALSE
    assert all_of(FALLS, unknown).truth(known, 0) is Truth.UNKNOWN
    assert all_of(FALLS, low).needs.days == {LV_BATTERY_VOLTAGE.number: 9}


def test_what_makes_no_sense_is_refused() -> None:
    """When the rule is written, or when the rulebook is put together."""
    for span, enough in [(0, 0), (61, 0), (5, 6)]:
        with pytest.raises(InvalidValue):
            over_days(span, enough=enough)
    with pytest.raises(InvalidValue):
        over_days(5).drift(VOLTAGE)
    with pytest.raises(InvalidValue):
        _ = over_days(5).median(VOLTAGE) < seconds(3)  # type: ignore[operator]
    with pytest.raises(InvalidValue):
        _ = FALLS.held_for(minutes(3)).needs


WHOLE_DAYS = st.lists(st.none() | st.integers(0, 40).map(float), min_size=9, max_size=20)


@given(WHOLE_DAYS, st.integers(-20, 20))
def test_a_course_does_not_depend_on_the_level(values: list[float | None], offset: int) -> None:
    """Nor a level's distance from another on what both are."""
    moved = [None if value is None else value + offset for value in values]
    for aggregate, by in (
        (over_days(9).drift(VOLTAGE), 0),
        (over_days(9).slope(VOLTAGE), 0),
        (over_days(9).median(VOLTAGE), offset),
    ):
        before, after = aggregate.of(told(*values)), aggregate.of(told(*moved))
        assert (before is None) == (after is None)
        assert after is None or after == pytest.approx((before or 0) + by)


@given(WHOLE_DAYS)
def test_hours_of_today_and_of_long_ago_change_nothing(values: list[float | None]) -> None:
    """Only whole days within the span do."""
    known = by_day(*values[-9:])
    more = {**known, END * 24: [99.0], (END - 10) * 24: [-99.0]}
    plain, longer = (
        days({LV_BATTERY_VOLTAGE: samples} if samples else {}) for samples in (known, more)
    )
    assert FALLS.decided(plain) is FALLS.decided(longer)
    assert FALLS.told(plain) == FALLS.told(longer)
