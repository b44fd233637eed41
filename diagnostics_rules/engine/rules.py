"""Rules of the engine: what its computer reports, and what its signals show before that."""

from diagnostics_rules.engine import air_codes as air
from diagnostics_rules.engine import causes as by
from diagnostics_rules.engine import cooling_codes as cooling
from diagnostics_rules.engine import ignition_codes as ignition
from diagnostics_rules.engine import oil_codes as oil
from diagnostics_rules.engine.codes import CONTROL_MODULE
from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    ENGINE_COOLANT_TEMPERATURE,
    ENGINE_MISFIRES,
    ENGINE_OIL_PRESSURE,
    ENGINE_SPEED,
    MASS_AIR_FLOW,
    VEHICLE_SPEED,
)
from gateway.triage.cause import Cause
from gateway.triage.condition import all_of, any_of
from gateway.triage.hindsight import within
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reporting import reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.statistic import spread
from gateway.triage.units import (
    degrees_celsius,
    kilograms_per_second,
    kilopascals,
    metres_per_second,
    minutes,
    revolutions_per_minute,
    seconds,
    times_per_minute,
)

MISFIRE = (
    by.COIL_WEAK,
    by.INJECTOR_CLOGGED,
    by.SPARK_PLUGS_WORN,
    by.COMPRESSION_LOW,
)
HEAT = (
    by.COOLANT_LOST,
    by.FAN_WIRE,
    by.WATER_PUMP_WORN,
    by.THERMOSTAT_STUCK_CLOSED,
)
COLD = (by.THERMOSTAT_STUCK_OPEN, by.COOLANT_SENSOR_FAULTY)
OIL = (by.OIL_PUMP_WORN, by.OIL_PRESSURE_SENSOR_FAULTY)


def engine(entry: CatalogueEntry, name: str, *causes: Cause) -> Rule:
    return reported(entry, VehicleSystem.ENGINE, name, *causes)


IGNITION = (
    engine(ignition.RANDOM_MISFIRE, "misfires", *MISFIRE),
    *(
        engine(entry, f"misfire_cylinder_{cylinder}", *MISFIRE)
        for cylinder, entry in zip(ignition.CYLINDERS, ignition.MISFIRES, strict=True)
    ),
    *(
        engine(entry, f"coil_open_cylinder_{cylinder}", by.COIL_DISCONNECTED)
        for cylinder, entry in zip(ignition.CYLINDERS, ignition.COILS_OPEN, strict=True)
    ),
    engine(ignition.KNOCK_SENSOR_OPEN, "knock_sensor_open", by.KNOCK_SENSOR_WIRE),
    engine(
        ignition.CRANKSHAFT_SENSOR_OPEN,
        "crankshaft_sensor_open",
        by.CRANKSHAFT_SENSOR_HEAT,
        by.CRANKSHAFT_SENSOR_WIRE,
    ),
    engine(ignition.CAMSHAFT_SENSOR_OPEN, "camshaft_sensor_open", by.CAMSHAFT_SENSOR_WIRE),
    engine(
        ignition.TIMING_SLIPPED,
        "timing_slipped",
        by.TIMING_DRIVE_WORN,
        by.CAMSHAFT_PHASER_STICKS,
    ),
    engine(ignition.CAMSHAFT_ADVANCED, "camshaft_advanced", by.CAMSHAFT_PHASER_STICKS),
)
AIR = (
    engine(
        air.AIR_FLOW_IMPLAUSIBLE,
        "air_flow_implausible",
        by.AIR_FLOW_SENSOR_FOULED,
        by.AIR_PATH_LEAKS,
    ),
    engine(air.AIR_FLOW_SENSOR_OPEN, "air_flow_sensor_open", by.AIR_FLOW_SENSOR_WIRE),
    engine(air.INTAKE_AIR_SENSOR_OPEN, "intake_air_sensor_open", by.INTAKE_AIR_SENSOR_WIRE),
    engine(air.THROTTLE_SENSORS_DISAGREE, "throttle_sensors_disagree", by.THROTTLE_BODY_WORN),
    engine(air.THROTTLE_STUCK_OPEN, "throttle_stuck_open", by.THROTTLE_BODY_WORN),
    engine(air.IDLE_TOO_FAST, "idle_too_fast", by.AIR_PATH_LEAKS, by.THROTTLE_BODY_WORN),
    engine(air.UNDERBOOST, "underboost", by.CHARGE_AIR_HOSE_SPLIT, by.TURBOCHARGER_STICKS),
    engine(air.OVERBOOST, "overboost", by.TURBOCHARGER_STICKS),
    engine(air.EGR_FLOW_LOW, "egr_flow_low", by.EGR_VALVE_COKED, by.EGR_VALVE_WIRE),
    engine(air.EGR_VALVE_OPEN, "egr_valve_open", by.EGR_VALVE_WIRE),
)
COOLING = (
    engine(cooling.OVERHEATED, "overheated", *HEAT),
    engine(cooling.FAN_OPEN, "radiator_fan_open", by.FAN_WIRE),
    engine(cooling.TOO_COLD, "too_cold", *COLD),
    engine(
        cooling.COOLANT_SENSOR_IMPLAUSIBLE,
        "coolant_sensor_implausible",
        by.COOLANT_SENSOR_FAULTY,
    ),
    engine(cooling.COOLANT_SENSOR_OPEN, "coolant_sensor_open", by.COOLANT_SENSOR_FAULTY),
)
LUBRICATION = (
    engine(oil.OIL_PRESSURE_LOW, "oil_pressure_low", *OIL),
    engine(
        oil.OIL_PRESSURE_SENSOR_IMPLAUSIBLE,
        "oil_pressure_sensor_implausible",
        by.OIL_PRESSURE_SENSOR_FAULTY,
    ),
)
REPORTED = (
    *IGNITION,
    *AIR,
    *COOLING,
    *LUBRICATION,
    engine(CONTROL_MODULE, "control_module_faulty", by.CONTROL_MODULE_FAULTY),
)

# A healthy engine misfires a few times a minute at most, on a cold start.
MISFIRES_COUNTED = Rule(
    id=RuleId("engine.misfires_counted"),
    system=VehicleSystem.ENGINE,
    title="More than 25 misfires a minute for two minutes",
    when=(latest(ENGINE_MISFIRES) > times_per_minute(25)).held_for(minutes(2)),
    causes=MISFIRE,
    entry=ignition.RANDOM_MISFIRE,
)
# More than the engine of any car can breathe at that speed, boosted or not. A sensor that never
# made sense is one whose scale nobody has told us.
BREATHES = all_of(
    latest(ENGINE_SPEED) > revolutions_per_minute(500),
    latest(MASS_AIR_FLOW) > kilograms_per_second(0),
    latest(MASS_AIR_FLOW) < kilograms_per_second(0.1),
).held_for(seconds(10))
AIR_FLOW_IMPOSSIBLE = Rule(
    id=RuleId("engine.air_flow_impossible"),
    system=VehicleSystem.ENGINE,
    title="More air than the engine can breathe",
    when=latched(
        on=all_of(
            all_of(
                latest(ENGINE_SPEED) < revolutions_per_minute(2_500),
                latest(MASS_AIR_FLOW) > kilograms_per_second(0.4),
                latest(MASS_AIR_FLOW) < kilograms_per_second(2),
            ).held_for(seconds(30)),
            within(BREATHES, minutes(10)),
        ),
        off=BREATHES,
    ),
    causes=(by.AIR_FLOW_SENSOR_FOULED,),
    entry=air.AIR_FLOW_IMPLAUSIBLE,
)
# Above 160 °C it is not coolant any more that is measured, but a broken wire. Who has not been
# cooler before may not have measured yet, unless it lasts.
BOILS = all_of(
    latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(120),
    latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(160),
)
HAS_BEEN_COOLER = all_of(
    latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(20),
    latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(118),
).held_for(seconds(10))
COOLS_DOWN = all_of(
    latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(-30),
    latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(115),
).held_for(minutes(1))
COOLANT_HOT = Rule(
    id=RuleId("engine.coolant_hot"),
    system=VehicleSystem.ENGINE,
    title="Engine coolant above 120 °C",
    when=latched(
        on=all_of(
            BOILS.held_for(seconds(30)),
            any_of(within(HAS_BEEN_COOLER, minutes(10)), BOILS.held_for(minutes(3))),
        ),
        off=COOLS_DOWN,
    ),
    causes=HEAT,
    entry=cooling.OVERHEATED,
)
# At this speed any engine is warm by then, unless it freezes outside; and no open thermostat
# keeps it below 15 °C, only a sensor that is not there. What never moves was read only once.
STAYS_COLD = Rule(
    id=RuleId("engine.stays_cold"),
    system=VehicleSystem.ENGINE,
    title="Engine below 60 °C after a quarter of an hour of brisk driving",
    when=latched(
        on=all_of(
            all_of(
                latest(VEHICLE_SPEED) > metres_per_second(14),
                latest(ENGINE_SPEED) > revolutions_per_minute(1_000),
                latest(AMBIENT_TEMPERATURE) > degrees_celsius(5),
                latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(15),
                latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(60),
            ).held_for(minutes(15)),
            spread(ENGINE_COOLANT_TEMPERATURE, over=minutes(10)) > degrees_celsius(0.3),
        ),
        off=all_of(
            latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(65),
            latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(160),
        ).held_for(minutes(1)),
    ),
    causes=COLD,
    entry=cooling.TOO_COLD,
)
# Hot oil at idle may fall to 100 kPa; below 60 kPa at this speed nothing carries the bearings.
# A sensor that has not shown more is not there, or its unit is not ours.
PRESSED = (latest(ENGINE_OIL_PRESSURE) > kilopascals(100)).held_for(seconds(10))
OIL_PRESSURE_MISSING = Rule(
    id=RuleId("engine.oil_pressure_missing"),
    system=VehicleSystem.ENGINE,
    title="Oil pressure below 60 kPa while the engine turns",
    when=latched(
        on=all_of(
            latest(ENGINE_SPEED) > revolutions_per_minute(1_200),
            latest(ENGINE_OIL_PRESSURE) < kilopascals(60),
            within(PRESSED, minutes(10)),
        ).held_for(seconds(20)),
        off=PRESSED,
    ),
    causes=OIL,
    entry=oil.OIL_PRESSURE_LOW,
)

RULES = (
    *REPORTED,
    MISFIRES_COUNTED,
    AIR_FLOW_IMPOSSIBLE,
    COOLANT_HOT,
    STAYS_COLD,
    OIL_PRESSURE_MISSING,
)
