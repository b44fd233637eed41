"""Rules of the automatic transmission. Its general code only points to what is behind it."""

from diagnostics_rules.heat import is_hot
from diagnostics_rules.transmission import causes as by
from diagnostics_rules.transmission import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import TRANSMISSION_OIL_TEMPERATURE
from gateway.triage.reporting import reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius

TRANSMISSION = VehicleSystem.TRANSMISSION

HEAT = (by.COOLER_BLOCKED, by.OIL_LOW, by.SLIPS_AND_HEATS)

MALFUNCTION = reported(
    codes.MALFUNCTION,
    TRANSMISSION,
    "malfunction",
    by.TURBINE_SENSOR,
    by.COOLER_BLOCKED,
    by.SLIPS_AND_HEATS,
    by.OUTPUT_SENSOR,
    by.PRESSURE_VALVE,
)
REPORTED = (
    MALFUNCTION,
    reported(codes.TOO_HOT, TRANSMISSION, "too_hot", *HEAT),
    reported(codes.RANGE_SENSOR_OPEN, TRANSMISSION, "range_sensor_open", by.RANGE_SENSOR),
    reported(codes.OIL_SENSOR_OPEN, TRANSMISSION, "oil_sensor_open", by.OIL_SENSOR),
    reported(codes.TURBINE_SENSOR_OPEN, TRANSMISSION, "turbine_sensor_open", by.TURBINE_SENSOR),
    reported(codes.OUTPUT_SENSOR_OPEN, TRANSMISSION, "output_sensor_open", by.OUTPUT_SENSOR),
    reported(
        codes.GEAR_RATIO_WRONG, TRANSMISSION, "gear_slips", by.SLIPS_AND_HEATS, by.OIL_LOW
    ),
    reported(
        codes.CONVERTER_CLUTCH_SLIPS,
        TRANSMISSION,
        "converter_clutch_slips",
        by.CONVERTER_CLUTCH,
        by.OIL_LOW,
        by.PRESSURE_VALVE,
    ),
    reported(codes.PRESSURE_VALVE_OPEN, TRANSMISSION, "pressure_valve_open", by.PRESSURE_VALVE),
)

# With a trailer on a pass 120 °C are reached, and the oil stands them; not 135 °C for minutes.
OIL_HOT = Rule(
    id=RuleId("transmission.oil_hot"),
    system=TRANSMISSION,
    title="Transmission oil above 135 °C for two minutes",
    when=is_hot(TRANSMISSION_OIL_TEMPERATURE, degrees_celsius(135)),
    causes=HEAT,
    entry=codes.TOO_HOT,
)

RULES = (*REPORTED, OIL_HOT)
