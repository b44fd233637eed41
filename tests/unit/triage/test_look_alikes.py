"""Look-alikes: the same code, told apart by what was measured around it."""

from dataclasses import dataclass

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId
from gateway.domain.component import (
    AIRBAG,
    BATTERY_MANAGEMENT,
    BODY_CONTROL,
    BRAKES,
    CHARGER,
    DCDC_CONVERTER,
    DRIVER_ASSISTANCE,
    INVERTER,
    THERMAL_MANAGEMENT,
)
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    COOLANT_PUMP_SPEED,
    COOLANT_TEMPERATURE,
    DCDC_CURRENT,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_BATTERY_TEMPERATURE_MIN,
    INVERTER_TEMPERATURE,
    LV_BATTERY_CURRENT,
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
    Phase,
)
from gateway.triage.judge import judge
from gateway.triage.ranking import rank
from gateway.triage.rehearsal import (
    FAILED,
    Event,
    later,
    ramps,
    reports,
    says,
    swings,
    told,
    while_in,
)
from gateway.triage.units import (
    amperes,
    degrees_celsius,
    kilopascals,
    minutes,
    revolutions_per_minute,
    seconds,
    volts,
)

DRIVING = while_in(Phase.DRIVING, minutes(5))
WARM_CELL = HV_BATTERY_TEMPERATURE_MAX
REST_COOL = (
    says(HV_BATTERY_TEMPERATURE_MIN, degrees_celsius(24), minutes(5)),
    says(COOLANT_TEMPERATURE, degrees_celsius(30), minutes(5)),
)
ISOLATION, HOT_PACK = {"P0AA6-1A": FAILED}, {"P0A7E-4B": FAILED}
SUPPLY_LOW, HOT_INVERTER = {"P0562-16": FAILED}, {"P0A78-4B": FAILED}
MILD = says(AMBIENT_TEMPERATURE, degrees_celsius(15), minutes(5))
FROST = says(AMBIENT_TEMPERATURE, degrees_celsius(-4), minutes(5))
INVERTER_HOT = says(INVERTER_TEMPERATURE, degrees_celsius(97), minutes(5))
PUMP_TURNS = says(COOLANT_PUMP_SPEED, revolutions_per_minute(2600), minutes(5))
STILL_STANDS = says(COOLANT_PUMP_SPEED, revolutions_per_minute(0), seconds(20))
PUMP_STANDS = says(COOLANT_PUMP_SPEED, revolutions_per_minute(0), minutes(5))
COOLANT_COOL = says(COOLANT_TEMPERATURE, degrees_celsius(36), minutes(5))
COOLANT_WARM = says(COOLANT_TEMPERATURE, degrees_celsius(66), minutes(5))
A_BUMP = ramps(LV_BATTERY_VOLTAGE, volts(8.6), volts(14.2), minutes(2))
CONVERTER_WORKS = says(DCDC_CURRENT, amperes(45), minutes(5))
BURSTS = ramps(TYRE_PRESSURE_REAR_LEFT, kilopascals(262), kilopascals(180), minutes(3))
FALLS_ASLEEP = ramps(TYRE_PRESSURE_REAR_RIGHT, kilopascals(262), kilopascals(0), minutes(1))
SOFT_TYRE = says(TYRE_PRESSURE_REAR_LEFT, kilopascals(186), minutes(5))


@dataclass(frozen=True, slots=True)
class LookAlike:
    """What a rule should hold for the likeliest cause when all of this has been told."""

    rule: str
    cause: str
    story: tuple[Event, ...]

    def __str__(self) -> str:
        return self.cause


def likeliest(rule: str, cause: str, *story: Event) -> LookAlike:
    return LookAlike(rule, cause, story)


LOOK_ALIKES = (
    likeliest(
        "high_voltage.isolation_fault",
        "high_voltage.connector_insulation",
        reports(BATTERY_MANAGEMENT, ISOLATION),
    ),
    likeliest(
        "high_voltage.isolation_fault",
        "high_voltage.compressor_wet",
        reports(BATTERY_MANAGEMENT, ISOLATION, seen=2),
    ),
    likeliest(
        "high_voltage.battery_over_temperature",
        "high_voltage.cell_short",
        *REST_COOL,
        ramps(WARM_CELL, degrees_celsius(40), degrees_celsius(61), minutes(5)),
        reports(BATTERY_MANAGEMENT, HOT_PACK),
    ),
    likeliest(
        "high_voltage.battery_over_temperature",
        "high_voltage.temperature_sensor",
        *REST_COOL,
        ramps(WARM_CELL, degrees_celsius(56), degrees_celsius(61), minutes(5)),
        reports(BATTERY_MANAGEMENT, HOT_PACK),
    ),
    likeliest(
        "powertrain.inverter_over_temperature",
        "powertrain.thermal_interface",
        *(DRIVING, MILD, INVERTER_HOT, COOLANT_COOL, PUMP_TURNS),
        reports(INVERTER, HOT_INVERTER),
    ),
    likeliest(
        "powertrain.inverter_over_temperature",
        "powertrain.thermal_interface",
        *(MILD, INVERTER_HOT, COOLANT_COOL),
        later(minutes(5), while_in(Phase.DRIVING, seconds(20))),
        later(minutes(5), STILL_STANDS),
        later(minutes(5), reports(INVERTER, HOT_INVERTER)),
    ),
    likeliest(
        "powertrain.inverter_over_temperature",
        "thermal.coolant_leak",
        *(DRIVING, MILD, INVERTER_HOT, COOLANT_WARM, PUMP_TURNS),
        reports(INVERTER, HOT_INVERTER),
    ),
    likeliest(
        "powertrain.inverter_over_temperature",
        "thermal.air_in_loop",
        *(DRIVING, MILD, INVERTER_HOT, COOLANT_WARM),
        swings(
            COOLANT_PUMP_SPEED,
            revolutions_per_minute(2200),
            revolutions_per_minute(3000),
            every=seconds(10),
            during=minutes(5),
        ),
        reports(INVERTER, HOT_INVERTER),
    ),
    likeliest(
        "powertrain.inverter_over_temperature",
        "thermal.pump_seized",
        *(DRIVING, MILD, INVERTER_HOT, COOLANT_COOL, PUMP_STANDS),
        reports(THERMAL_MANAGEMENT, {"P0C73-71": FAILED}),
        reports(INVERTER, HOT_INVERTER),
    ),
    likeliest(
        "thermal.coolant_pump_fault",
        "thermal.pump_line",
        *(DRIVING, PUMP_STANDS),
        reports(THERMAL_MANAGEMENT, {"P0A06-13": FAILED, "P0C73-71": FAILED}),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.battery_worn",
        *(DRIVING, CONVERTER_WORKS, says(LV_BATTERY_VOLTAGE, volts(11.2), minutes(5))),
        reports(DCDC_CONVERTER, SUPPLY_LOW),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.converter_weak",
        *(DRIVING, says(DCDC_CURRENT, amperes(9), minutes(5))),
        later(minutes(5), while_in(Phase.PARKED, minutes(3))),
        later(minutes(8), reports(DCDC_CONVERTER, SUPPLY_LOW)),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.drained_at_rest",
        while_in(Phase.ASLEEP, minutes(5)),
        says(LV_BATTERY_CURRENT, amperes(-6), minutes(5)),
        reports(DCDC_CONVERTER, SUPPLY_LOW),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.converter_dead",
        *(DRIVING, says(DCDC_CURRENT, amperes(0), minutes(5))),
        reports(DCDC_CONVERTER, SUPPLY_LOW | {"P0A94-71": FAILED}),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.ground_corroded",
        *(DRIVING, CONVERTER_WORKS, says(LV_BATTERY_VOLTAGE, volts(8.6), minutes(5))),
        reports(DCDC_CONVERTER, SUPPLY_LOW),
    ),
    likeliest(
        "low_voltage.supply_fault",
        "low_voltage.ground_corroded",
        *(DRIVING, CONVERTER_WORKS, A_BUMP),
        reports(DCDC_CONVERTER, SUPPLY_LOW),
    ),
    likeliest(
        "body.tyre_pressure_rear_left",
        "body.tyre_slow_leak",
        *(MILD, SOFT_TYRE),
        reports(BODY_CONTROL, {"C1A50-00": FAILED}),
    ),
    likeliest(
        "body.tyre_pressure_rear_left",
        "body.tyre_filled_warm",
        *(FROST, SOFT_TYRE),
        reports(BODY_CONTROL, {"C1A50-00": FAILED}),
    ),
    likeliest(
        "body.tyre_pressure_rear_left",
        "body.tyre_filled_warm",
        *(FROST, SOFT_TYRE),
        later(minutes(4), FALLS_ASLEEP),
        reports(BODY_CONTROL, {"C1A50-00": FAILED}),
    ),
    likeliest(
        "body.tyre_pressure_rear_left",
        "body.tyre_punctured",
        MILD,
        later(minutes(2), BURSTS),
        reports(BODY_CONTROL, {"C1A50-00": FAILED}),
    ),
    likeliest(
        "body.tyre_sensor_rear_right",
        "body.tyre_sensor_empty",
        reports(BODY_CONTROL, {"C1A57-31": FAILED}),
    ),
    likeliest(
        "body.tyre_sensor_rear_right",
        "body.tyre_sensor_frozen",
        says(TYRE_PRESSURE_REAR_RIGHT, kilopascals(262), minutes(5)),
        reports(BODY_CONTROL, {"C1A57-31": FAILED}),
    ),
    likeliest(
        "charging.port_latch_sticks",
        "charging.latch_worn",
        MILD,
        reports(CHARGER, {"P1B30-72": FAILED}),
    ),
    likeliest(
        "charging.port_latch_sticks",
        "charging.latch_frozen",
        FROST,
        reports(CHARGER, {"P1B30-72": FAILED}),
    ),
    likeliest(
        "brakes.wheel_speed_front_left",
        "brakes.wheel_speed_cable",
        reports(BRAKES, {"C0035-13": FAILED}),
    ),
    likeliest(
        "brakes.wheel_speed_front_left",
        "brakes.wheel_speed_plug",
        reports(BRAKES, {"C0035-13": FAILED}, seen=4),
    ),
    likeliest(
        "restraints.driver_airbag_fault",
        "restraints.seat_connector",
        reports(AIRBAG, {"B0001-1A": FAILED}),
    ),
    likeliest(
        "restraints.driver_airbag_fault",
        "restraints.crash",
        reports(AIRBAG, {"B0001-1A": FAILED, "B1B00-00": FAILED}),
    ),
    likeliest(
        "driver_assistance.camera_blocked",
        "driver_assistance.camera_heater",
        FROST,
        reports(DRIVER_ASSISTANCE, {"B1C40-97": FAILED, "B1C42-13": FAILED}),
    ),
    likeliest(
        "driver_assistance.camera_blocked",
        "driver_assistance.windscreen_scratched",
        reports(DRIVER_ASSISTANCE, {"B1C40-97": FAILED}, seen=5),
    ),
)


@pytest.mark.parametrize("case", LOOK_ALIKES, ids=str)
def test_the_likeliest_cause_is_named_first(case: LookAlike) -> None:
    """By its signs, where a code alone could not tell."""
    rule = RULEBOOK.rule(RuleId(case.rule))
    assert rule is not None
    heard = told(case.story)
    [window] = judge(RULEBOOK, {}, heard).windows.values()
    first, *_ = rank(rule.causes, window, window.now_ms)
    assert first.id == CauseId(case.cause)
