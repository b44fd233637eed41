"""High voltage over days: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.high_voltage.trends import (
    CELLS_DRIFT,
    CELLS_UNLIKE_FLEET,
    ISOLATION_DECLINES,
    ISOLATION_UNLIKE_FLEET,
)
from gateway.domain.quantity import Ohm
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    HV_BATTERY_STATE_OF_CHARGE,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    Phase,
)
from gateway.triage.rehearsal import Case, fires, rehearse, stays_quiet, undecided
from gateway.triage.story_of_days import ByDay, day_by_day, each_day, each_day_in, fellows
from gateway.triage.units import degrees_celsius, kilohms, percent, volts


def _charged(level: float) -> tuple[ByDay, ...]:
    """At rest with so much charge, the lowest cell always the same."""
    return (
        each_day_in(Phase.ASLEEP, days=28),
        each_day(HV_BATTERY_STATE_OF_CHARGE, percent(level), days=28),
        each_day(HV_CELL_VOLTAGE_MIN, volts(3.6), days=28),
    )


def _apart(first: float, last: float, days: int = 28) -> ByDay:
    return day_by_day(HV_CELL_VOLTAGE_MAX, volts(3.6 + first), volts(3.6 + last), days=days)


def _isolation(first: Ohm, last: Ohm, days: int = 28) -> ByDay:
    return day_by_day(HV_ISOLATION_RESISTANCE, first, last, days=days)


MILD = each_day(AMBIENT_TEMPERATURE, degrees_celsius(12), days=28)
TO_SUMMER = day_by_day(AMBIENT_TEMPERATURE, degrees_celsius(5), degrees_celsius(30), days=28)
ALIKE = (*_charged(60), _apart(0.015, 0.015), _isolation(kilohms(2100), kilohms(2100)))
OTHERS, TOO_FEW = fellows(24, *ALIKE), fellows(8, *ALIKE)
FALLS = _isolation(kilohms(2100), kilohms(900))

CASES = (
    fires(CELLS_DRIFT, *_charged(60), _apart(0.015, 0.09)),
    stays_quiet(CELLS_DRIFT, *_charged(60), _apart(0.012, 0.025)),
    stays_quiet(CELLS_DRIFT, *_charged(60), _apart(0.08, 0.08)),
    undecided(CELLS_DRIFT, *_charged(60), _apart(0.015, 0.09, days=9)),
    undecided(CELLS_DRIFT, *_charged(10), _apart(0.015, 0.09)),
    fires(CELLS_UNLIKE_FLEET, OTHERS, *_charged(60), _apart(0.1, 0.1)),
    stays_quiet(CELLS_UNLIKE_FLEET, OTHERS, *_charged(60), _apart(0.03, 0.03)),
    undecided(CELLS_UNLIKE_FLEET, TOO_FEW, *_charged(60), _apart(0.1, 0.1)),
    fires(ISOLATION_DECLINES, MILD, FALLS),
    stays_quiet(ISOLATION_DECLINES, MILD, _isolation(kilohms(2100), kilohms(1900))),
    stays_quiet(ISOLATION_DECLINES, MILD, _isolation(kilohms(1000), kilohms(1000))),
    undecided(ISOLATION_DECLINES, FALLS),
    undecided(ISOLATION_DECLINES, TO_SUMMER, FALLS),
    fires(ISOLATION_UNLIKE_FLEET, OTHERS, _isolation(kilohms(1000), kilohms(1000))),
    stays_quiet(ISOLATION_UNLIKE_FLEET, OTHERS, _isolation(kilohms(1800), kilohms(1800))),
    undecided(ISOLATION_UNLIKE_FLEET, TOO_FEW, _isolation(kilohms(1000), kilohms(1000))),
    undecided(ISOLATION_UNLIKE_FLEET, _isolation(kilohms(1000), kilohms(1000))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_high_voltage_over_days(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
