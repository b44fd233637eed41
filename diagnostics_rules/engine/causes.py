"""What a workshop puts right on an engine, and the signs that tell look-alikes apart."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import ENGINE_CONTROL, THERMAL_MANAGEMENT
from gateway.domain.signal import (
    CABIN_TEMPERATURE,
    ENGINE_COOLANT_TEMPERATURE,
    ENGINE_OIL_PRESSURE,
    ENGINE_SPEED,
    FUEL_TRIM_LONG_TERM,
    VEHICLE_SPEED,
)
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.statistic import slope
from gateway.triage.units import (
    degrees_celsius,
    kilopascals,
    metres_per_second,
    minutes,
    percent,
    revolutions_per_minute,
    seconds,
)

TIME_AND_AGAIN = 2

TURNS = latest(ENGINE_SPEED) > revolutions_per_minute(1_000)
MIXTURE_LEAN = latest(FUEL_TRIM_LONG_TERM) > percent(4.5)
MIXTURE_RICH = latest(FUEL_TRIM_LONG_TERM) < percent(-4.5)
FAN_FAILS = code(THERMAL_MANAGEMENT, "P0480-13").present
# Just started, an engine waits for its oil.
OIL_AT_NOTHING = all_of(TURNS, latest(ENGINE_OIL_PRESSURE) < kilopascals(25)).held_for(
    seconds(10)
)

# A weak coil leaves the mixture alone; a clogged injector makes it lean.
COIL_WEAK = Cause(
    id=CauseId("engine.ignition_coil"),
    title="An ignition coil is weak and fails under load.",
    frequency=Frequency.MOST,
    signs=(speaks_against(MIXTURE_LEAN, lasting=True),),
)
INJECTOR_CLOGGED = Cause(
    id=CauseId("engine.injector"),
    title="An injector is clogged and gives its cylinder too little fuel.",
    signs=(speaks_for(MIXTURE_LEAN, lasting=True),),
)
SPARK_PLUGS_WORN = Cause(
    id=CauseId("engine.spark_plugs"),
    title="The spark plugs are worn out.",
)
COMPRESSION_LOW = Cause(
    id=CauseId("engine.compression"),
    title="A cylinder has lost compression.",
    frequency=Frequency.RARE,
)
COIL_DISCONNECTED = Cause(
    id=CauseId("engine.ignition_coil_wire"),
    title="The plug or the wire of an ignition coil is open.",
)
KNOCK_SENSOR_WIRE = Cause(
    id=CauseId("engine.knock_sensor"),
    title="The knock sensor or its cable is broken.",
)
NO_CRANKSHAFT = code(ENGINE_CONTROL, "P0335-13").present
CRANKSHAFT_SENSOR_HEAT = Cause(
    id=CauseId("engine.crankshaft_sensor"),
    title="The crankshaft sensor fails once it is hot.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(80)),
        speaks_against(not_(NO_CRANKSHAFT), Weight.PROVES),
    ),
)
CRANKSHAFT_SENSOR_WIRE = Cause(
    id=CauseId("engine.crankshaft_sensor_wire"),
    title="The cable of the crankshaft sensor is broken.",
    signs=(
        speaks_for(latest(ENGINE_COOLANT_TEMPERATURE) < degrees_celsius(60)),
        speaks_against(not_(NO_CRANKSHAFT), Weight.PROVES),
    ),
)
CAMSHAFT_SENSOR_WIRE = Cause(
    id=CauseId("engine.camshaft_sensor"),
    title="The camshaft sensor or its cable is broken.",
)
TIMING_DRIVE_WORN = Cause(
    id=CauseId("engine.timing_drive"),
    title="The timing chain or belt is stretched, or its tensioner is worn.",
    frequency=Frequency.MOST,
)
CAMSHAFT_PHASER_STICKS = Cause(
    id=CauseId("engine.camshaft_phaser"),
    title="The camshaft adjuster sticks, from old oil or dirt.",
)

AIR_FLOW_SENSOR_FOULED = Cause(
    id=CauseId("engine.air_flow_sensor"),
    title="The air flow sensor is fouled and reads wrong.",
    frequency=Frequency.MOST,
    signs=(speaks_for(MIXTURE_RICH, lasting=True),),
)
AIR_PATH_LEAKS = Cause(
    id=CauseId("engine.intake_leak"),
    title="Air gets in or out between filter and engine.",
    signs=(speaks_for(MIXTURE_LEAN, lasting=True),),
)
AIR_FLOW_SENSOR_WIRE = Cause(
    id=CauseId("engine.air_flow_sensor_wire"),
    title="The plug or the wire of the air flow sensor is open.",
)
INTAKE_AIR_SENSOR_WIRE = Cause(
    id=CauseId("engine.intake_air_sensor"),
    title="The intake air temperature sensor or its wire is open.",
)
THROTTLE_BODY_WORN = Cause(
    id=CauseId("engine.throttle_body"),
    title="The throttle body is worn or coked.",
)
CHARGE_AIR_HOSE_SPLIT = Cause(
    id=CauseId("engine.charge_air_hose"),
    title="A hose behind the turbocharger is split or has come off.",
    frequency=Frequency.MOST,
)
TURBOCHARGER_STICKS = Cause(
    id=CauseId("engine.turbocharger"),
    title="Wastegate or vanes of the turbocharger stick.",
)
EGR_VALVE_COKED = Cause(
    id=CauseId("engine.egr_valve"),
    title="The exhaust gas recirculation valve is coked up.",
    frequency=Frequency.MOST,
)
EGR_VALVE_WIRE = Cause(
    id=CauseId("engine.egr_valve_wire"),
    title="The plug or the wire of the exhaust gas recirculation valve is open.",
)

# Nothing reaches the heater any more; or nothing reaches the radiator, and it boils in minutes.
HEATER_COLD = latest(CABIN_TEMPERATURE) < degrees_celsius(12)
HEATS_FAST = slope(ENGINE_COOLANT_TEMPERATURE, over=minutes(4)) > degrees_celsius(12)

# Without a fan the engine is hot in slow traffic only; without coolant, everywhere.
COOLANT_LOST = Cause(
    id=CauseId("engine.coolant_leak"),
    title="Coolant is lost through the radiator or a hose.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(latest(VEHICLE_SPEED) > metres_per_second(14), Weight.HINTS),
        speaks_against(FAN_FAILS),
    ),
)
FAN_WIRE = Cause(
    id=CauseId("engine.radiator_fan_wire"),
    title="The wire of the radiator fan is broken.",
    signs=(speaks_for(FAN_FAILS, Weight.PROVES), speaks_against(not_(FAN_FAILS))),
)
WATER_PUMP_WORN = Cause(
    id=CauseId("engine.water_pump"),
    title="The water pump does not move enough coolant.",
    signs=(speaks_for(HEATER_COLD, Weight.HINTS),),
)
THERMOSTAT_STUCK_CLOSED = Cause(
    id=CauseId("engine.thermostat_closed"),
    title="The thermostat is stuck closed.",
    frequency=Frequency.RARE,
    signs=(speaks_for(HEATS_FAST),),
)
THERMOSTAT_STUCK_OPEN = Cause(
    id=CauseId("engine.thermostat"),
    title="The thermostat is stuck open.",
    frequency=Frequency.MOST,
)
COOLANT_SENSOR_FAULTY = Cause(
    id=CauseId("engine.coolant_sensor"),
    title="The coolant temperature sensor or its wire is faulty.",
)

# A pump that turns gives at least something; a sensor that gives nothing comes and goes.
OIL_PUMP_WORN = Cause(
    id=CauseId("engine.oil_pump"),
    title="The oil pump is worn, or does not get enough oil.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(
            all_of(
                TURNS,
                latest(ENGINE_OIL_PRESSURE) > kilopascals(25),
                latest(ENGINE_OIL_PRESSURE) < kilopascals(90),
            )
        ),
    ),
)
OIL_PRESSURE_SENSOR_FAULTY = Cause(
    id=CauseId("engine.oil_pressure_sensor"),
    title="The oil pressure sensor reads nothing, although there is pressure.",
    signs=(
        speaks_for(OIL_AT_NOTHING, lasting=True),
        speaks_for(
            occurrences(ENGINE_CONTROL, "P0524-00") >= TIME_AND_AGAIN,
            Weight.HINTS,
        ),
    ),
)
CONTROL_MODULE_FAULTY = Cause(
    id=CauseId("engine.control_module"),
    title="The engine control module is faulty inside.",
)
