"""Low voltage over days: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.low_voltage.trends import DRAINED_ASLEEP, RESTS_LOWER
from gateway.domain.signal import DCDC_CURRENT, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.rehearsal import Case, fires, rehearse, stays_quiet, undecided
from gateway.triage.story_of_days import day_by_day, each_day, each_day_in
from gateway.triage.units import amperes, volts

ELECTRIC = each_day(DCDC_CURRENT, amperes(0), days=14)
ASLEEP = each_day_in(Phase.ASLEEP, days=14)
SINKS = day_by_day(LV_BATTERY_VOLTAGE, volts(12.6), volts(12.1), days=14)
DRAWS = each_day(LV_BATTERY_CURRENT, amperes(-1.8), days=5)

CASES = (
    fires(RESTS_LOWER, ELECTRIC, ASLEEP, SINKS),
    stays_quiet(
        RESTS_LOWER,
        ELECTRIC,
        ASLEEP,
        day_by_day(LV_BATTERY_VOLTAGE, volts(12.8), volts(12.45), days=14),
    ),
    stays_quiet(
        RESTS_LOWER, ELECTRIC, ASLEEP, each_day(LV_BATTERY_VOLTAGE, volts(12.2), days=14)
    ),
    undecided(
        RESTS_LOWER,
        ELECTRIC,
        ASLEEP,
        day_by_day(LV_BATTERY_VOLTAGE, volts(12.6), volts(12.1), days=6),
    ),
    undecided(RESTS_LOWER, ELECTRIC, each_day_in(Phase.DRIVING, days=14), SINKS),
    undecided(RESTS_LOWER, ASLEEP, SINKS),
    fires(DRAINED_ASLEEP, ELECTRIC, ASLEEP, DRAWS),
    stays_quiet(
        DRAINED_ASLEEP, ELECTRIC, ASLEEP, each_day(LV_BATTERY_CURRENT, amperes(-0.1), days=5)
    ),
    undecided(DRAINED_ASLEEP, ELECTRIC, each_day_in(Phase.PARKED, days=5), DRAWS),
    undecided(
        DRAINED_ASLEEP, ELECTRIC, ASLEEP, each_day(LV_BATTERY_CURRENT, amperes(-1.8), days=2)
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_low_voltage_over_days(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
