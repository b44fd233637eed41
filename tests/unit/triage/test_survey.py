"""Surveys beside reports: each asks its own rules, and leaves the other's findings alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from diagnostics_rules import RULEBOOK
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import Finding, FindingEnded, FindingRevised, RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.triage.condition import Condition, all_of, any_of
from gateway.triage.daily import daily
from gateway.triage.found import found
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.measured import latest
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook, key_of
from gateway.triage.survey import Surveyed, rules_over_days, survey
from gateway.triage.units import volts
from gateway.triage.vehicle_type import model
from gateway.triage.window import Window
from tests.fix_days import END, by_day, days
from tests.fix_triage import CAR, NINE, a_rule, streams

LOW = over_days(3).median(daily(LV_BATTERY_VOLTAGE)) < volts(12)
NOW = latest(LV_BATTERY_VOLTAGE) < volts(12)
ROTTEN = RuleId("tests.rotten")


def with_rule(when: Condition) -> Rulebook:
    return replace(RULEBOOK, rules=(*RULEBOOK.rules, rule_of(when)))


def rule_of(when: Condition) -> Rule:
    return replace(a_rule(when), id=ROTTEN)


def car(*volts_by_day: float, vehicle_type: VehicleType = UNTOLD) -> Surveyed:
    known = days({LV_BATTERY_VOLTAGE: by_day(*volts_by_day)})
    return Surveyed(vin=CAR, days=known, vehicle_type=vehicle_type)


@pytest.mark.parametrize("when", [all_of(LOW, NOW), any_of(LOW, found(rule_of(NOW)))])
def test_a_rule_of_days_and_the_moment_is_refused(when: Condition) -> None:
    """Neither a survey nor a report knows both."""
    with pytest.raises(StaleKnowledge, match="days and the moment"):
        with_rule(when)


def test_papers_go_with_days() -> None:
    """Of another model, or of none, nothing is found."""
    book = with_rule(all_of(model("Meridian E2"), LOW))
    for name, expected in (("Meridian E2", [ROTTEN]), ("Other", []), ("", [])):
        seen = car(11, 11, 11, vehicle_type=VehicleType(model=name))
        assert [one.rule for one in survey(book, [seen], {}, NINE)] == expected


def test_a_rule_over_days_builds_on_another() -> None:
    """What that says of the same days."""
    book = with_rule(found(rule_of(LOW)))
    assert [one.rule for one in survey(book, [car(11, 11)], {}, NINE)] == [ROTTEN]


def test_days_before_a_repair_do_not_count() -> None:
    """The day of the repair is none after it."""
    book, key = with_rule(LOW), key_of(rule_of(LOW).entry)
    for ago, expected in ((3, [ROTTEN]), (2, []), (0, [])):
        at = EPOCH + timedelta(days=END - ago, hours=9)
        seen = replace(car(11, 11, 11, 11), repairs={key: at})
        assert [one.rule for one in survey(book, [seen], {}, NINE)] == expected


def test_what_was_repaired_ends_and_does_not_open_again() -> None:
    """Once each."""
    book, key = with_rule(LOW), key_of(rule_of(LOW).entry)
    seen = replace(
        car(11, 11, 11),
        repairs={key: EPOCH + timedelta(days=END)},
        open=frozenset({ROTTEN}),
        mended=frozenset({ROTTEN}),
    )
    assert survey(book, [seen], {}, NINE) == (FindingEnded(CAR, ROTTEN, NINE),)
    after = replace(seen, open=frozenset(), mended=frozenset())
    assert survey(book, [after], {}, NINE) == ()


def test_a_finding_names_what_days_have_told() -> None:
    """With severity, cause and words of its entry, and the version of the rulebook."""
    book = with_rule(LOW)
    [said] = survey(book, [car(11, 11, 11)], {}, NINE)
    assert isinstance(said, Finding)
    assert (said.vin, said.at, said.rulebook_version) == (CAR, NINE, book.version)
    assert said.evidence == LOW.evidence(Window(days=car(11, 11, 11).days), 0)
    assert said.causes


@given(streams())
def test_reports_leave_the_findings_of_surveys_alone(stream: list[Heard]) -> None:
    """They neither open nor end one; codes may tell its causes apart."""
    rules = {rule.id for rule in rules_over_days(RULEBOOK)}
    for standing in (set[RuleId](), rules):
        windows = {CAR: Window(open=dict.fromkeys(standing, ()))}
        judged = judge(RULEBOOK, windows, stream)
        told = (one for one in judged.findings if not isinstance(one, FindingRevised))
        assert not rules & {one.rule for one in told}
        assert rules & {*judged.windows.get(CAR, windows[CAR]).open} == standing
