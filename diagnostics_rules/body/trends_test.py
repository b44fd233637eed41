"""Tyres over days: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.body.trends import LOSES_AIR, TYRES
from gateway.domain.quantity import Kilopascal
from gateway.domain.signal import Signal
from gateway.triage.rehearsal import Case, fires, rehearse, stays_quiet, undecided
from gateway.triage.rule import Rule
from gateway.triage.story_of_days import ByDay, day_by_day, each_day
from gateway.triage.units import kilopascals

COLDER = (kilopascals(262), kilopascals(236))


def _others(tyre: Signal[Kilopascal]) -> tuple[ByDay, ...]:
    """All of them lose what the weather takes."""
    return tuple(day_by_day(each, *COLDER, days=14) for each in TYRES if each is not tyre)


def _cases(rule: Rule, tyre: Signal[Kilopascal]) -> tuple[Case, ...]:
    leaks = day_by_day(tyre, kilopascals(260), kilopascals(205), days=14)
    filled = ByDay(leaks.signal, (*leaks.values[:-1], 240))
    return (
        fires(rule, *_others(tyre), leaks),
        stays_quiet(rule, *_others(tyre), day_by_day(tyre, *COLDER, days=14)),
        stays_quiet(rule, *_others(tyre), each_day(tyre, kilopascals(230), days=14)),
        stays_quiet(rule, *_others(tyre), filled),
        undecided(rule, leaks),
        undecided(
            rule,
            *_others(tyre),
            day_by_day(tyre, kilopascals(260), kilopascals(205), days=5),
        ),
    )


CASES = tuple(
    case for rule, tyre in zip(LOSES_AIR, TYRES, strict=True) for case in _cases(rule, tyre)
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_tyres_over_days(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
