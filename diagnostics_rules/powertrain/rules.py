"""When the electric drive is in trouble."""

from diagnostics_rules.heat import is_hot
from diagnostics_rules.powertrain import causes, codes
from diagnostics_rules.thermal.causes import AIR_IN_LOOP, COOLANT_LEAK, PUMP_LINE, PUMP_SEIZED
from gateway.domain.finding import RuleId
from gateway.domain.signal import INVERTER_TEMPERATURE
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius

SYSTEM = VehicleSystem.POWERTRAIN
HEAT = (
    causes.THERMAL_INTERFACE,
    COOLANT_LEAK,
    AIR_IN_LOOP,
    PUMP_SEIZED,
    PUMP_LINE,
    causes.OVERLOADED,
)
RESOLVER = (causes.RESOLVER_CABLE, causes.RESOLVER_OFFSET, causes.RESOLVER_SUPPLY)
PHASES = (causes.POWER_MODULE, causes.MOTOR)

# Only while it fails: what has cooled down leaves a stored code behind.
FAILING = (
    failing(codes.INVERTER_TOO_HOT, SYSTEM, "inverter_over_temperature", *HEAT),
    failing(
        codes.MOTOR_TOO_HOT,
        SYSTEM,
        "motor_over_temperature",
        COOLANT_LEAK,
        AIR_IN_LOOP,
        PUMP_SEIZED,
        causes.OIL_LEAK,
        causes.OVERLOADED,
    ),
)
REPORTED = (
    reported(
        codes.RESOLVER_SUPPLY,
        SYSTEM,
        "resolver_supply",
        causes.RESOLVER_SUPPLY,
        causes.RESOLVER_CABLE,
    ),
    reported(codes.RESOLVER_OPEN, SYSTEM, "resolver_open", causes.RESOLVER_CABLE),
    reported(codes.RESOLVER_IMPLAUSIBLE, SYSTEM, "resolver_implausible", *RESOLVER),
    reported(codes.MOTOR_SENSOR_OPEN, SYSTEM, "motor_sensor_open", causes.TEMPERATURE_SENSOR),
    reported(codes.INVERTER_SENSOR, SYSTEM, "inverter_sensor", causes.TEMPERATURE_SENSOR),
    reported(codes.MOTOR_WEAK, SYSTEM, "motor_weak", causes.RESOLVER_OFFSET, causes.MOTOR),
    reported(codes.PHASE_CURRENT, SYSTEM, "phase_current", *PHASES),
    reported(codes.CURRENT_TOO_HIGH, SYSTEM, "current_too_high", *PHASES),
    reported(codes.TORQUE_UNSAFE, SYSTEM, "torque_unsafe", causes.CONTROL_BOARD),
    reported(codes.GATE_DRIVER, SYSTEM, "gate_driver", causes.POWER_MODULE),
    reported(codes.OIL_LOW, SYSTEM, "oil_low", causes.OIL_LEAK),
    reported(codes.PEDAL_SENSORS, SYSTEM, "pedal_sensors", causes.PEDAL),
)

# All bits set, as of a sensor that nobody has read yet, stands for 200 °C and more.
INVERTER_HOT = Rule(
    id=RuleId("powertrain.inverter_hot"),
    system=SYSTEM,
    title="Inverter above its limit",
    when=is_hot(INVERTER_TEMPERATURE, degrees_celsius(105)),
    causes=HEAT,
    entry=codes.INVERTER_TOO_HOT,
)

RULES = (*FAILING, *REPORTED, INVERTER_HOT)
