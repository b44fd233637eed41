"""The mixture over days: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.fuel.trends import GROWS_LEANER, GROWS_RICHER
from gateway.domain.signal import ENGINE_SPEED, FUEL_TRIM_LONG_TERM
from gateway.triage.rehearsal import Case, fires, rehearse, stays_quiet, undecided
from gateway.triage.rule import Rule
from gateway.triage.story_of_days import ByDay, day_by_day, each_day
from gateway.triage.units import percent, revolutions_per_minute

RUNS = each_day(ENGINE_SPEED, revolutions_per_minute(2_500), days=21)
STANDS = each_day(ENGINE_SPEED, revolutions_per_minute(0), days=21)


def _trim(first: float, last: float, days: int = 21) -> ByDay:
    return day_by_day(FUEL_TRIM_LONG_TERM, percent(first), percent(last), days=days)


def _cases(rule: Rule, sign: int) -> tuple[Case, ...]:
    return (
        fires(rule, RUNS, _trim(sign * 2, sign * 19)),
        stays_quiet(rule, RUNS, _trim(sign * 2, sign * 12)),
        stays_quiet(rule, RUNS, _trim(sign * 17, sign * 17)),
        undecided(rule, RUNS, _trim(sign * 2, sign * 19, days=6)),
        undecided(rule, STANDS, _trim(sign * 2, sign * 19)),
    )


CASES = (*_cases(GROWS_LEANER, 1), *_cases(GROWS_RICHER, -1))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fuel_over_days(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
