"""When tyres, doors or lights are in trouble."""

from diagnostics_rules.body import causes, door_codes, light_codes, tyre_codes
from gateway.domain.finding import RuleId
from gateway.domain.quantity import Kilopascal, Second
from gateway.domain.severity import Severity
from gateway.domain.signal import (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
    Signal,
)
from gateway.triage.condition import all_of, any_of
from gateway.triage.difference import difference
from gateway.triage.latch import Latched, latched
from gateway.triage.measured import latest
from gateway.triage.reporting import failing, recurring, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import kilopascals, minutes

SYSTEM = VehicleSystem.BODY
PRESSURE = (causes.SLOW_LEAK, causes.FILLED_WARM, causes.PUNCTURE)
SENSOR = (causes.SENSOR_EMPTY, causes.SENSOR_FROZEN)

WHEELS = {
    "front_left": (TYRE_PRESSURE_FRONT_LEFT, tyre_codes.PRESSURE_FRONT_LEFT),
    "front_right": (TYRE_PRESSURE_FRONT_RIGHT, tyre_codes.PRESSURE_FRONT_RIGHT),
    "rear_left": (TYRE_PRESSURE_REAR_LEFT, tyre_codes.PRESSURE_REAR_LEFT),
    "rear_right": (TYRE_PRESSURE_REAR_RIGHT, tyre_codes.PRESSURE_REAR_RIGHT),
}

# Only while it fails: a tyre that was filled leaves a stored code behind.
PRESSURES = tuple(
    failing(entry, SYSTEM, f"tyre_pressure_{wheel}", *PRESSURE)
    for wheel, (_, entry) in WHEELS.items()
)
SENSORS = tuple(
    reported(entry, SYSTEM, f"tyre_sensor_{wheel}", *SENSOR)
    for wheel, entry in zip(WHEELS, tyre_codes.SENSORS, strict=True)
)
# One failure may be a door that was not quite closed, or ice.
RECURRING = (
    recurring(door_codes.LATCH_DRIVER, SYSTEM, "latch_driver", causes.DOOR_LATCH),
    recurring(door_codes.LATCH_PASSENGER, SYSTEM, "latch_passenger", causes.DOOR_LATCH),
    recurring(door_codes.LATCH_REAR_LEFT, SYSTEM, "latch_rear_left", causes.DOOR_LATCH),
    recurring(door_codes.LATCH_REAR_RIGHT, SYSTEM, "latch_rear_right", causes.DOOR_LATCH),
    recurring(door_codes.LATCH_TAILGATE, SYSTEM, "latch_tailgate", causes.DOOR_LATCH),
    recurring(door_codes.BONNET_OPEN, SYSTEM, "bonnet_open", causes.DOOR_LATCH),
    recurring(door_codes.WINDOW_STUCK, SYSTEM, "window_stuck", causes.WINDOW_LIFTER),
    recurring(door_codes.KEY_NOT_FOUND, SYSTEM, "key_not_found", causes.KEY_BATTERY),
    recurring(light_codes.WIPER_STUCK, SYSTEM, "wiper_stuck", causes.WIPER),
)
# Only while it fails: a lamp that was replaced leaves a stored code behind.
LIGHTS = (
    failing(light_codes.HEADLAMP_LEFT, SYSTEM, "headlamp_left", causes.LAMP),
    failing(light_codes.HEADLAMP_RIGHT, SYSTEM, "headlamp_right", causes.LAMP),
    failing(light_codes.BRAKE_LIGHT_LEFT, SYSTEM, "brake_light_left", causes.LAMP),
    failing(light_codes.BRAKE_LIGHT_RIGHT, SYSTEM, "brake_light_right", causes.LAMP),
    failing(light_codes.INDICATOR, SYSTEM, "indicator", causes.LAMP),
    failing(light_codes.HORN, SYSTEM, "horn", causes.HORN),
)


OPPOSITE = {
    TYRE_PRESSURE_FRONT_LEFT: TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_FRONT_RIGHT: TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_REAR_LEFT: TYRE_PRESSURE_REAR_RIGHT,
    TYRE_PRESSURE_REAR_RIGHT: TYRE_PRESSURE_REAR_LEFT,
}


def _lost(tyre: Signal[Kilopascal], limit: Kilopascal, span: Second) -> Latched:
    """A sensor that has not woken up yet says 0; hard frost takes as much of both tyres."""
    other, is_there = OPPOSITE[tyre], latest(tyre) > kilopascals(0)
    return latched(
        on=all_of(
            latest(tyre) < limit, is_there, difference(other, tyre) > kilopascals(20)
        ).held_for(span),
        off=any_of(
            latest(tyre) >= limit,
            all_of(
                is_there,
                latest(other) > kilopascals(0),
                difference(other, tyre) <= kilopascals(20),
            ),
        ),
    )


# Small cars are filled to 200 kPa, and a frosty morning takes a little of that.
LOW = tuple(
    Rule(
        id=RuleId(f"body.tyre_low_{wheel}"),
        system=SYSTEM,
        title=f"{tyre.title} below 185 kPa, and 20 kPa below the other one",
        when=_lost(tyre, kilopascals(185), minutes(5)),
        causes=PRESSURE,
        entry=entry,
    )
    for wheel, (tyre, entry) in WHEELS.items()
)
NEARLY_FLAT = tuple(
    Rule(
        id=RuleId(f"body.tyre_nearly_flat_{wheel}"),
        system=SYSTEM,
        title=f"{tyre.title} below 150 kPa, and 20 kPa below the other one",
        when=_lost(tyre, kilopascals(150), minutes(2)),
        causes=(causes.PUNCTURE, causes.SLOW_LEAK),
        entry=entry,
        severity=Severity.URGENT,
    )
    for wheel, (tyre, entry) in WHEELS.items()
)

RULES = (*PRESSURES, *SENSORS, *RECURRING, *LIGHTS, *LOW, *NEARLY_FLAT)
