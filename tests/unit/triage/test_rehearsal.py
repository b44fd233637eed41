"""What stories are made of, so that the tests of rules can be short and still be right."""

from collections.abc import Sequence

import pytest

from gateway.domain.component import TELEMATICS
from gateway.domain.report import Telemetry
from gateway.domain.signal import INVERTER_TEMPERATURE, LV_BATTERY_VOLTAGE
from gateway.triage.rehearsal import (
    START,
    Event,
    by_code,
    fires,
    later,
    ramps,
    rehearse,
    reports,
    says,
    stays_quiet,
    swings,
    told,
    undecided,
    well,
)
from gateway.triage.reported import code
from gateway.triage.software import software
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, seconds, volts
from tests.fix_triage import COMPONENT_CODES, a_rule

LOST = "U1A10-87"
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def values_of(event: Event) -> list[float]:
    [heard] = told((event,))
    assert isinstance(heard.report, Telemetry)
    [matrix] = heard.report.matrices
    return [float(value) for value in matrix.values[:, 0]]


def times_of(*story: Event) -> list[float]:
    return [(heard.at - START).total_seconds() for heard in told(story)]


@pytest.mark.parametrize(
    ("stored", "said"),
    [(TRUE, (TRUE, TRUE, FALSE, UNKNOWN)), (FALSE, (TRUE, FALSE, FALSE, UNKNOWN))],
)
def test_the_four_cases_of_a_code(stored: Truth, said: Sequence[Truth]) -> None:
    """Failed, stored, passed, cleared: and they hold of the rules that they are meant for."""
    fault = code(TELEMATICS, LOST)
    rule = a_rule(fault.present if stored is TRUE else fault.failed)
    cases = by_code(rule, TELEMATICS, LOST, stored=stored)
    assert said == tuple(case.expected for case in cases)
    assert said == tuple(rehearse(case) for case in cases)


def test_what_else_happens_is_in_all_four() -> None:
    """A rule that wants more than its code is tried with it."""
    hot = says(INVERTER_TEMPERATURE, degrees_celsius(99))
    rule = a_rule(code(TELEMATICS, LOST).present)
    assert all(hot in case.story for case in by_code(rule, TELEMATICS, LOST, hot))


def test_a_ramp_goes_straight_from_one_value_to_the_other() -> None:
    """One sample every 10 s, both ends among them."""
    ramp = ramps(LV_BATTERY_VOLTAGE, volts(12), volts(10), seconds(40))
    assert values_of(ramp) == [12.0, 11.5, 11.0, 10.5, 10.0]


def test_a_swing_stays_a_while_on_either_side() -> None:
    """Twenty seconds are two samples."""
    swing = swings(
        LV_BATTERY_VOLTAGE, volts(12), volts(10), every=seconds(20), during=seconds(50)
    )
    assert values_of(swing) == [12.0, 12.0, 10.0, 10.0, 12.0, 12.0]


def test_what_is_put_off_is_told_later() -> None:
    """Reports are told in the order of their time, however the story lists them."""
    story = (later(minutes(2), later(minutes(1), reports(TELEMATICS))), *well(TELEMATICS))
    assert times_of(*story) == [0, 180]


def test_the_later_word_of_a_component_counts() -> None:
    """A fault that is gone in the second report is gone."""
    rule = a_rule(code(TELEMATICS, LOST).present)
    failed, *_ = by_code(rule, TELEMATICS, LOST)[0].story
    healed = later(minutes(1), reports(TELEMATICS))
    assert rehearse(stays_quiet(rule, healed, failed)) == FALSE


def test_a_component_may_name_its_software() -> None:
    """As rules about versions read it."""
    rule = a_rule(software(TELEMATICS) < "2026.20")
    old = reports(TELEMATICS, software="2026.8")
    assert rehearse(fires(rule, old)) == TRUE
    assert rehearse(undecided(rule, reports(TELEMATICS))) == UNKNOWN


def test_well_components_list_nothing() -> None:
    """One report each."""
    components = sorted({component for component, _ in COMPONENT_CODES})
    assert [event.entries for event in well(*components)] == [()] * len(components)
