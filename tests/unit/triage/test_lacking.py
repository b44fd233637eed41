"""What a rule did not know when its finding opened, until it does."""

from dataclasses import replace

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.finding import Finding, RuleId, StillMissing
from gateway.domain.signal import COOLANT_TEMPERATURE, LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.triage.condition import Condition, all_of, any_of, at_least, not_
from gateway.triage.daily import daily
from gateway.triage.found import found
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.lacking import may_lack
from gateway.triage.measured import latest
from gateway.triage.over_days import over_days
from gateway.triage.reported import code, occurrences
from gateway.triage.rulebook import Rulebook
from gateway.triage.software import software
from gateway.triage.units import degrees_celsius, volts
from gateway.triage.vehicle_type import model
from gateway.triage.window import Window
from tests.fix_triage import CAR, a_rule, faulty, measured

LOW = latest(LV_BATTERY_VOLTAGE) < volts(11)
HOT = latest(COOLANT_TEMPERATURE) > degrees_celsius(120)
GONE, AWAY = code(TELEMATICS, "U1A10-87").failed, code(TELEMATICS, "B1A03-49").failed
WEARY = over_days(14).falls_by(daily(LV_BATTERY_VOLTAGE), volts(0.25))
STOPS = code(BRAKES, "C0035-13").failed
RULE = replace(a_rule(any_of(GONE, LOW)), id=RuleId("test.either"))
GONE_NOW = {"U1A10-87": 0x2F}
LOST = faulty(1, 0, TELEMATICS, GONE_NOW)
VOLTAGE = ("12 V battery",)


def a_rulebook() -> Rulebook:
    return Rulebook(
        rules=(RULE,),
        catalogue=RULEBOOK.catalogue,
        remedies=RULEBOOK.remedies,
        release="2026.11",
    )


def said(*drive: Heard) -> list[Finding | StillMissing]:
    """By a judge that hears one report after another."""
    windows: dict[Vin, Window] = {}
    heard: list[Finding | StillMissing] = []
    for each in drive:
        judged = judge(a_rulebook(), windows, [each])
        windows |= judged.windows
        heard += [one for one in judged.findings if isinstance(one, Finding)]
        heard += judged.missing
    return heard


@pytest.mark.parametrize(
    "condition",
    [
        any_of(GONE, LOW),
        any_of(GONE, STOPS),
        any_of(GONE, AWAY),
        any_of(GONE, software(TELEMATICS) < "1.2"),
        any_of(GONE, model("Alpha")),
        not_(all_of(LOW, HOT)),
        at_least(2, LOW, HOT, GONE),
        all_of(GONE, any_of(LOW, HOT)),
        found(a_rule(any_of(LOW, HOT))),
    ],
    ids=str,
)
def test_who_needs_not_all_of_its_parts_may_lack_some(condition: Condition) -> None:
    """However deep it lies."""
    assert may_lack(condition)


@pytest.mark.parametrize(
    "condition",
    [
        LOW,
        all_of(LOW, HOT),
        not_(any_of(LOW, HOT)),
        any_of(GONE, occurrences(TELEMATICS, "U1A10-87") >= 3),
        any_of(WEARY, model("Alpha")),
    ],
    ids=str,
)
def test_who_needs_all_of_them_lacks_none(condition: Condition) -> None:
    """Nor who reads one code alone, which is told at once, or days, which no report has."""
    assert not may_lack(condition)


def test_what_is_lacking_is_told_each_minute_until_it_is_known() -> None:
    """Within a minute nothing is said, and what has just been found says so itself."""
    brakes = faulty(2, 61, BRAKES, {})
    within, after = (
        measured(seq, at_s, LV_BATTERY_VOLTAGE, 12.5) for seq, at_s in ((3, 119), (4, 120))
    )
    opened, *told = said(LOST, brakes, within, after)
    assert isinstance(opened, Finding)
    assert opened.missing == VOLTAGE
    assert told == [StillMissing(CAR, RULE.id, names) for names in (VOLTAGE, ())]


def test_what_becomes_known_in_the_batch_of_the_finding_is_taken_off_at_once() -> None:
    """Also off the next one of its rule; what was known once does not get missing again."""
    well, well_again = (
        measured(seq, at_s, LV_BATTERY_VOLTAGE, 12.5) for seq, at_s in ((2, 60), (5, 660))
    )
    over, anew = faulty(3, 70, TELEMATICS, {}), faulty(4, 600, TELEMATICS, GONE_NOW)
    drive: list[Heard] = [LOST, well, over, anew, well_again, faulty(6, 1800, BRAKES, {})]
    judged = judge(a_rulebook(), {}, drive)
    opened = [one for one in judged.findings if isinstance(one, Finding)]
    assert [one.missing for one in opened] == [(), ()]
    assert judged.missing == ()


def test_of_a_rule_in_the_shadow_nothing_is_told() -> None:
    """What it has found stays as it was found."""
    dark = replace(a_rulebook(), rules=(replace(RULE, id=RuleId("shadow.test.either")),))
    judged = judge(dark, {}, [LOST, measured(2, 60, LV_BATTERY_VOLTAGE, 12.5)])
    [opened] = judged.findings
    assert isinstance(opened, Finding)
    assert (opened.missing, judged.missing) == (VOLTAGE, ())
