"""Engine electrics over days: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.engine_electrics.trends import DRAINED_ASLEEP, RESTS_LOWER
from gateway.domain.signal import ENGINE_SPEED, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.rehearsal import Case, fires, rehearse, stays_quiet, undecided
from gateway.triage.story_of_days import day_by_day, each_day, each_day_in
from gateway.triage.units import amperes, revolutions_per_minute, volts

HAS_ENGINE = each_day(ENGINE_SPEED, revolutions_per_minute(0), days=14)
ASLEEP = each_day_in(Phase.ASLEEP, days=14)
SINKS = day_by_day(LV_BATTERY_VOLTAGE, volts(12.7), volts(12.1), days=14)
DRAWS = each_day(LV_BATTERY_CURRENT, amperes(-2), days=5)

CASES = (
    fires(RESTS_LOWER, HAS_ENGINE, ASLEEP, SINKS),
    stays_quiet(
        RESTS_LOWER,
        HAS_ENGINE,
        ASLEEP,
        day_by_day(LV_BATTERY_VOLTAGE, volts(12.8), volts(12.4), days=14),
    ),
    undecided(
        RESTS_LOWER,
        HAS_ENGINE,
        ASLEEP,
        day_by_day(LV_BATTERY_VOLTAGE, volts(12.7), volts(12.1), days=6),
    ),
    undecided(RESTS_LOWER, ASLEEP, SINKS),
    fires(DRAINED_ASLEEP, HAS_ENGINE, ASLEEP, DRAWS),
    stays_quiet(
        DRAINED_ASLEEP, HAS_ENGINE, ASLEEP, each_day(LV_BATTERY_CURRENT, amperes(0), days=5)
    ),
    undecided(DRAINED_ASLEEP, HAS_ENGINE, DRAWS),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_engine_electrics_over_days(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
