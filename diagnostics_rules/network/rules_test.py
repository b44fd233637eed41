"""Network: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.engine import causes as engine
from diagnostics_rules.engine_electrics import causes as electrics
from diagnostics_rules.infotainment import causes as infotainment
from diagnostics_rules.low_voltage import causes as low_voltage
from diagnostics_rules.network import causes as by
from diagnostics_rules.network.rules import UNDERSUPPLIED, UNHEARD
from diagnostics_rules.telematics import causes as telematics
from gateway.domain.component import (
    AIRBAG,
    BODY_CONTROL,
    BRAKES,
    DCDC_CONVERTER,
    ENERGY_MANAGEMENT,
    ENGINE_CONTROL,
    STEERING,
    TELEMATICS,
    ComponentId,
)
from gateway.domain.signal import ENGINE_COOLANT_TEMPERATURE, LV_BATTERY_VOLTAGE
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    STORED,
    Case,
    Event,
    Reported,
    by_own_code,
    fires,
    later,
    likeliest,
    rehearse,
    reports,
    says,
    well,
)
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, volts

RULE = {str(rule.id): rule for rule in (*UNDERSUPPLIED, *UNHEARD)}

HEALTHY_NET = says(LV_BATTERY_VOLTAGE, volts(14.2))
WEAK_NET = says(LV_BATTERY_VOLTAGE, volts(9.2))
CRANKS = later(minutes(1), says(LV_BATTERY_VOLTAGE, volts(9.8)))
HOT = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(91))


def undersupplied(*components: ComponentId) -> tuple[Reported, ...]:
    return tuple(reports(each, {"U3003-16": FAILED}) for each in components)


CONVERTER_DEAD = reports(DCDC_CONVERTER, {"P0A94-71": FAILED})
ALTERNATOR_DEAD = reports(ENERGY_MANAGEMENT, {"P0620-71": FAILED})
CRANKSHAFT = reports(ENGINE_CONTROL, {"P0335-13": STORED})

CASES = (
    *by_own_code(*UNDERSUPPLIED, *UNHEARD, stored=Truth.FALSE),
    fires(RULE["network.steering_u0121"], reports(STEERING, {"U0121-87": STORED}, seen=3)),
)
RANKED = (
    ("network.brakes_undersupplied", (*undersupplied(BRAKES), HEALTHY_NET), by.OWN_SUPPLY),
    (
        "network.brakes_undersupplied",
        (*undersupplied(BRAKES, STEERING, AIRBAG), WEAK_NET, CONVERTER_DEAD),
        low_voltage.CONVERTER_DEAD,
    ),
    (
        "network.brakes_undersupplied",
        (*undersupplied(BRAKES, STEERING, AIRBAG), WEAK_NET, ALTERNATOR_DEAD),
        electrics.ALTERNATOR_FAILED,
    ),
    ("network.steering_u0121", (HEALTHY_NET,), by.DATA_LINE),
    ("network.steering_u0121", (HEALTHY_NET, CRANKS), by.DATA_LINE),
    ("network.steering_u0121", (WEAK_NET, ALTERNATOR_DEAD), electrics.ALTERNATOR_FAILED),
    ("network.transmission_control_u0100", (HOT, CRANKSHAFT), engine.CRANKSHAFT_SENSOR_HEAT),
    ("network.transmission_control_u0100", (HOT, *well(ENGINE_CONTROL)), by.DATA_LINE),
    (
        "network.telematics_u0184",
        (
            reports(TELEMATICS, {"U0184-87": FAILED}),
            reports(BODY_CONTROL, {"U0184-87": FAILED}),
        ),
        infotainment.RESTARTS_WITHOUT_END,
    ),
    (
        "network.telematics_u0184",
        (reports(TELEMATICS, {"U0184-87": FAILED, "U1A12-55": FAILED}),),
        telematics.UNIT_UNCODED,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_network(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("rule", "story", "cause"), RANKED)
def test_who_is_to_blame_for_a_silence(
    rule: str, story: tuple[Event, ...], cause: Cause
) -> None:
    """What feeds or silences many ranks before what is wrong with one."""
    assert cause.id == likeliest(RULE[rule], *story)
