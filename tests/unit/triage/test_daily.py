"""A value a day: the median of the hours that count."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import (
    ENGINE_SPEED,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
    VEHICLE_PHASE,
    Phase,
)
from gateway.triage.daily import RESTING, Daily, Of, daily, reached
from gateway.triage.days import HOURS_A_DAY, Days
from gateway.triage.units import revolutions_per_minute, volts
from tests.fix_days import END, ByHour, days, hours

FIRST = (END - 3) * HOURS_A_DAY
SPAN = 3
TYRES = (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
APART = daily(HV_CELL_VOLTAGE_MAX, less=(HV_CELL_VOLTAGE_MIN,))


RECKONED: Mapping[Of, Callable[[Sequence[float]], float]] = {
    Of.LOWEST: min,
    Of.HIGHEST: max,
    Of.MEAN: fmean,
}


def told(series: Daily[Any], of: Days) -> list[float | None]:
    """Of the last three days, None for what is not known."""
    values = series.values(of, SPAN).tolist()
    return [None if np.isnan(value) else value for value in values]


def at(**told: float) -> ByHour:
    """By "day_hour", both from 0."""
    return {
        FIRST + int(day) * HOURS_A_DAY + int(hour): [value]
        for name, value in told.items()
        for day, hour in [name.strip("at").split("_")]
    }


class TestWithoutFilters:
    """All hours count."""

    def test_the_median_of_a_days_hours(self) -> None:
        """One hour that is out of line does not matter."""
        samples = at(at0_1=12.0, at0_2=12.5, at0_23=1.0, at2_0=13.0, at2_5=14.0)
        assert told(daily(LV_BATTERY_VOLTAGE), days({LV_BATTERY_VOLTAGE: samples})) == [
            12.0,
            None,
            13.5,
        ]

    def test_mean_lowest_and_highest_of_an_hour(self) -> None:
        """Whichever was asked for."""
        known = days({LV_BATTERY_VOLTAGE: {FIRST: [11.0, 12.0, 16.0]}})
        values = [told(daily(LV_BATTERY_VOLTAGE, of), known)[0] for of in Of]
        assert values == [13.0, 11.0, 16.0]

    def test_what_was_before_or_comes_after_does_not_matter(self) -> None:
        """Only the whole days of the span."""
        outside = {FIRST - 1: [9.0], FIRST + SPAN * HOURS_A_DAY: [9.0]}
        known = days({LV_BATTERY_VOLTAGE: {**at(at1_4=12.0), **outside}})
        assert told(daily(LV_BATTERY_VOLTAGE), known) == [None, 12.0, None]

    def test_a_signal_that_was_never_measured(self) -> None:
        """Is not known on any day."""
        assert told(daily(LV_BATTERY_VOLTAGE), days({})) == [None] * SPAN


class TestDuring:
    """Hours by what the car did in them."""

    def test_an_hour_counts_that_was_all_in_the_phase(self) -> None:
        """Not one in which the car also drove, and not one of which it is not known."""
        phases = {
            FIRST: [Phase.ASLEEP, Phase.PARKED],
            FIRST + 1: [Phase.PARKED, Phase.DRIVING],
            FIRST + 2: [Phase.CHARGING],
        }
        voltage = at(at0_0=12.5, at0_1=14.0, at0_2=14.2, at0_3=13.0)
        known = days({VEHICLE_PHASE: phases, LV_BATTERY_VOLTAGE: voltage})
        assert told(daily(LV_BATTERY_VOLTAGE, during=RESTING), known)[0] == 12.5
        assert told(daily(LV_BATTERY_VOLTAGE, during=(Phase.CHARGING,)), known)[0] == 14.2

    def test_a_car_that_never_told_its_phase(self) -> None:
        """Nothing is known of its rest."""
        known = days({LV_BATTERY_VOLTAGE: at(at0_0=12.5)})
        assert told(daily(LV_BATTERY_VOLTAGE, during=RESTING), known) == [None] * SPAN

    def test_phases_must_be_neighbours(self) -> None:
        """Lowest and highest phase of an hour do not tell what lay between."""
        with pytest.raises(InvalidValue):
            daily(LV_BATTERY_VOLTAGE, during=(Phase.PARKED, Phase.CHARGING))


class TestLess:
    """One signal less others of the same unit."""

    def test_hour_by_hour(self) -> None:
        """An hour in which one of the two is missing tells nothing."""
        known = days(
            {
                HV_CELL_VOLTAGE_MAX: at(at0_1=3.75, at0_2=4.5, at1_0=3.5),
                HV_CELL_VOLTAGE_MIN: at(at0_1=3.5, at1_1=3.5),
            }
        )
        assert told(APART, known) == [0.25, None, None]

    def test_the_median_of_several(self) -> None:
        """One of the others that is out of line does not matter."""
        others = TYRES[1:]
        pressures = dict(zip(TYRES, [230, 250, 90, 260], strict=True))
        known = days({tyre: at(at0_0=value) for tyre, value in pressures.items()})
        assert told(daily(TYRES[0], less=others), known)[0] == -20

    def test_units_must_agree(self) -> None:
        """The type checker says so first."""
        with pytest.raises(InvalidValue):
            daily(LV_BATTERY_VOLTAGE, less=(HV_BATTERY_TEMPERATURE_MAX,))  # type: ignore[misc]


class TestReached:
    """Hours by how far another signal went."""

    def test_only_hours_in_which_it_did(self) -> None:
        """At some time in the hour; not measured is not reached."""
        known = days(
            {
                ENGINE_SPEED: {FIRST: [0.0, 1500.0], FIRST + 1: [0.0]},
                LV_BATTERY_VOLTAGE: at(at0_0=14.0, at0_1=12.0, at0_2=11.0),
            }
        )
        runs = reached(ENGINE_SPEED, revolutions_per_minute(1000))
        assert told(daily(LV_BATTERY_VOLTAGE, reached=runs), known)[0] == 14.0

    def test_units_must_agree(self) -> None:
        """Of the signal and of what it has to reach."""
        with pytest.raises(InvalidValue):
            reached(ENGINE_SPEED, volts(3))  # type: ignore[misc]


def test_it_reads_aloud() -> None:
    """All that makes a day count."""
    runs = reached(ENGINE_SPEED, revolutions_per_minute(1000))
    tyres = daily(TYRES[0], Of.LOWEST, during=RESTING, less=TYRES[1:], reached=runs)
    assert str(tyres) == (
        "the lowest Tyre front left less the median of Tyre front right, Tyre rear left and"
        " Tyre rear right while asleep or parked when Engine reached 1000 rpm"
    )
    assert str(APART) == "Highest cell less Lowest cell"


def by_hours() -> st.SearchStrategy[Mapping[int, list[float]]]:
    numbers = st.integers(FIRST - 5, FIRST + SPAN * HOURS_A_DAY + 5)
    return st.dictionaries(numbers, st.lists(st.integers(0, 9).map(float), min_size=1))


@given(by_hours(), by_hours(), by_hours(), st.sampled_from(Of))
def test_it_is_what_a_person_would_reckon(
    voltage: ByHour, other: ByHour, phase: ByHour, of: Of
) -> None:
    """Day by day, hour by hour."""
    reckon = RECKONED[of]
    expected = []
    for day in range(SPAN):
        found = [
            reckon(voltage[hour]) - reckon(other[hour])
            for hour in range(FIRST + day * HOURS_A_DAY, FIRST + (day + 1) * HOURS_A_DAY)
            if hour in voltage and hour in other and hour in phase and max(phase[hour]) <= 1
        ]
        expected.append(median(found) if found else None)
    known = {
        HV_CELL_VOLTAGE_MAX.number: voltage,
        HV_CELL_VOLTAGE_MIN.number: other,
        VEHICLE_PHASE.number: phase,
    }
    rolled_up = {number: hours(samples) for number, samples in known.items() if samples}
    apart = daily(HV_CELL_VOLTAGE_MAX, of, during=RESTING, less=(HV_CELL_VOLTAGE_MIN,))
    found_too = told(apart, Days(end=END, hours=rolled_up))
    assert found_too == [None if one is None else pytest.approx(one) for one in expected]
