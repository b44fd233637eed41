"""When charging is in trouble."""

from diagnostics_rules.charging import causes, charger_codes, port_codes
from diagnostics_rules.heat import is_hot
from gateway.domain.finding import RuleId
from gateway.domain.signal import CHARGE_INLET_TEMPERATURE
from gateway.triage.reporting import recurring, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius

SYSTEM = VehicleSystem.CHARGING
INLET = (causes.CONTACT_BURNT, causes.PLUG_WORN)

# A single failure may be the station's or the frost's; it counts while it lasts, or comes back.
RECURRING = (
    recurring(
        port_codes.PORT_LATCH,
        SYSTEM,
        "port_latch_sticks",
        causes.LATCH_WORN,
        causes.LATCH_FROZEN,
    ),
    recurring(
        port_codes.PLUG_HELD, SYSTEM, "plug_held", causes.LATCH_WORN, causes.LATCH_FROZEN
    ),
    recurring(
        port_codes.PORT_DOOR, SYSTEM, "port_door", causes.DOOR_ACTUATOR, causes.LATCH_FROZEN
    ),
    recurring(
        port_codes.PROXIMITY,
        SYSTEM,
        "plug_not_recognised",
        causes.PROXIMITY_PIN,
        causes.CABLE,
    ),
    recurring(
        port_codes.PILOT_OPEN,
        SYSTEM,
        "no_word_from_station",
        causes.STATION,
        causes.CABLE,
        causes.PROXIMITY_PIN,
    ),
    recurring(port_codes.STATION_SILENT, SYSTEM, "fast_charging_fails", causes.STATION),
    recurring(charger_codes.MAINS_OUT_OF_RANGE, SYSTEM, "mains_out_of_range", causes.STATION),
    recurring(charger_codes.CHARGER_HOT, SYSTEM, "charger_hot", causes.CHARGER_COOLING),
)
REPORTED = (
    reported(port_codes.INLET_HOT, SYSTEM, "inlet_over_temperature", *INLET),
    reported(port_codes.INLET_SENSOR_OPEN, SYSTEM, "inlet_sensor_open", causes.INLET_SENSOR),
    reported(
        port_codes.INLET_SENSOR_IMPLAUSIBLE,
        SYSTEM,
        "inlet_sensors_disagree",
        causes.INLET_SENSOR,
        causes.CONTACT_BURNT,
    ),
    reported(charger_codes.CHARGER_DEFECTIVE, SYSTEM, "charger_weak", causes.PHASE_DEAD),
    reported(
        charger_codes.EARTH_LEAK,
        SYSTEM,
        "earth_leak",
        causes.CHARGER_MOISTURE,
        causes.CABLE,
    ),
    reported(
        charger_codes.FAST_CONTACTOR_WELDED,
        SYSTEM,
        "fast_contactor_welded",
        causes.FAST_CONTACTOR,
    ),
    reported(
        charger_codes.FAST_CONTACTOR_OPEN,
        SYSTEM,
        "fast_contactor_open",
        causes.FAST_CONTACTOR,
    ),
)

# Cars reduce the current from about 90 °C on; a good inlet never comes near.
INLET_HOT = Rule(
    id=RuleId("charging.inlet_hot"),
    system=SYSTEM,
    title="Charge inlet above 100 °C",
    when=is_hot(CHARGE_INLET_TEMPERATURE, degrees_celsius(100)),
    causes=INLET,
    entry=port_codes.INLET_HOT,
)

RULES = (*RECURRING, *REPORTED, INLET_HOT)
