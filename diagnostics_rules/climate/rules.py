"""Rules of climate control: what is reported, and what its signals show before that."""

from diagnostics_rules.climate import causes as by
from diagnostics_rules.climate import codes
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    REFRIGERANT_PRESSURE,
    VEHICLE_SPEED,
)
from gateway.triage.condition import all_of, any_of, not_
from gateway.triage.hindsight import within
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, kilopascals, metres_per_second, minutes

CLIMATE = VehicleSystem.CLIMATE

# One glitch is enough: by the time the report is here, the test may pass again.
AMBIENT_IMPLAUSIBLE = reported(
    codes.AMBIENT_SENSOR_IMPLAUSIBLE,
    CLIMATE,
    "ambient_sensor_implausible",
    by.AMBIENT_GLITCH,
    by.AMBIENT_SENSOR_WORN,
)
REPORTED = (
    AMBIENT_IMPLAUSIBLE,
    reported(codes.AMBIENT_SENSOR_OPEN, CLIMATE, "ambient_sensor_open", by.AMBIENT_SENSOR_WIRE),
    reported(
        codes.REFRIGERANT_SENSOR_SHORT,
        CLIMATE,
        "refrigerant_sensor_short",
        by.REFRIGERANT_SENSOR_SHORTED,
    ),
    reported(codes.REFRIGERANT_LOST, CLIMATE, "refrigerant_lost", by.REFRIGERANT_LEAKS),
    reported(codes.CABIN_FAN_STUCK, CLIMATE, "cabin_fan_stuck", by.CABIN_FAN_WORN),
    reported(codes.WINDSCREEN_FLAP_STUCK, CLIMATE, "windscreen_flap_stuck", by.FLAP_STUCK),
)

# Only while it fails: a coat on the dashboard is not worth a case once it is gone.
CABIN_SENSOR = failing(
    codes.CABIN_SENSOR_IMPLAUSIBLE, CLIMATE, "cabin_sensor_implausible", by.CABIN_SENSOR_COVERED
)

# In the sun, at rest, behind a dark bumper it may read 60 °C; never in the wind of driving. One
# that has made no sense before counts in degrees Fahrenheit.
IMPOSSIBLE = any_of(
    all_of(
        latest(AMBIENT_TEMPERATURE) > degrees_celsius(65),
        latest(AMBIENT_TEMPERATURE) < degrees_celsius(150),
    ),
    latest(AMBIENT_TEMPERATURE) < degrees_celsius(-60),
)
POSSIBLE = all_of(
    latest(AMBIENT_TEMPERATURE) > degrees_celsius(-50),
    latest(AMBIENT_TEMPERATURE) < degrees_celsius(50),
).held_for(minutes(1))
AMBIENT_IMPOSSIBLE = Rule(
    id=RuleId("climate.ambient_impossible"),
    system=CLIMATE,
    title="Outside temperature that cannot be, for two minutes of driving",
    when=latched(
        on=all_of(
            all_of(latest(VEHICLE_SPEED) > metres_per_second(5), IMPOSSIBLE).held_for(
                minutes(2)
            ),
            within(POSSIBLE, minutes(10)),
        ),
        off=POSSIBLE,
    ),
    causes=(by.AMBIENT_SENSOR_WORN, by.AMBIENT_SENSOR_WIRE),
    entry=codes.AMBIENT_SENSOR_IMPLAUSIBLE,
)
# At 10 °C any refrigerant that is there stands at 300 kPa, running or not.
REFRIGERANT_MISSING = Rule(
    id=RuleId("climate.refrigerant_missing"),
    system=CLIMATE,
    title="Refrigerant below 100 kPa in mild weather, its sensor not known broken",
    when=all_of(
        all_of(
            latest(AMBIENT_TEMPERATURE) > degrees_celsius(10),
            latest(REFRIGERANT_PRESSURE) < kilopascals(100),
        ).held_for(minutes(5)),
        not_(code(THERMAL_MANAGEMENT, "B10B5-11").present),
    ),
    causes=(by.REFRIGERANT_LEAKS, by.REFRIGERANT_SENSOR_SHORTED),
    entry=codes.REFRIGERANT_LOST,
)

RULES = (*REPORTED, CABIN_SENSOR, AMBIENT_IMPOSSIBLE, REFRIGERANT_MISSING)
