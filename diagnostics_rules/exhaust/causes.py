"""What a workshop puts right on the exhaust aftertreatment."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import ENGINE_CONTROL, EXHAUST_AFTERTREATMENT
from gateway.domain.signal import PARTICULATE_FILTER_SOOT, VEHICLE_SPEED
from gateway.triage.cause import Cause, Frequency, speaks_for
from gateway.triage.condition import any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.units import metres_per_second, percent

MISFIRES = any_of(
    *(code(ENGINE_CONTROL, f"P030{cylinder}-00").present for cylinder in range(5))
)

CATALYST = Cause(
    id=CauseId("exhaust.catalyst"),
    title="The catalyst is worn out.",
    frequency=Frequency.MOST,
)
LEAK_BEFORE_PROBE = Cause(
    id=CauseId("exhaust.leak"),
    title="The exhaust leaks before the rear probe.",
)
UNBURNT_FUEL = Cause(
    id=CauseId("exhaust.unburnt_fuel"),
    title="Misfires let unburnt fuel burn in the exhaust.",
    signs=(speaks_for(MISFIRES),),
)
# What shakes at speed opens a plug; what is broken is open in the garage too.
SENSOR_PLUG_LOOSE = Cause(
    id=CauseId("exhaust.temperature_sensor_plug"),
    title="The plug of the exhaust temperature sensor is loose.",
    signs=(speaks_for(latest(VEHICLE_SPEED) > metres_per_second(8)),),
)
TEMPERATURE_SENSOR = Cause(
    id=CauseId("exhaust.temperature_sensor"),
    title="The exhaust temperature sensor is broken.",
    signs=(speaks_for(latest(VEHICLE_SPEED) < metres_per_second(2)),),
)
SHORT_TRIPS = Cause(
    id=CauseId("exhaust.filter_loaded"),
    title="Too many short trips have filled the particulate filter.",
    frequency=Frequency.MOST,
    signs=(speaks_for(latest(PARTICULATE_FILTER_SOOT) > percent(90), lasting=True),),
)
FILTER_CRACKED = Cause(
    id=CauseId("exhaust.filter_cracked"),
    title="The particulate filter is cracked or melted.",
)
FILTER_ASH = Cause(
    id=CauseId("exhaust.filter_ash"),
    title="The particulate filter is full of ash, at the end of its life.",
)
PRESSURE_SENSOR = Cause(
    id=CauseId("exhaust.pressure_sensor"),
    title="The pressure sensor of the particulate filter or its hoses are faulty.",
    signs=(
        speaks_for(code(EXHAUST_AFTERTREATMENT, "P2453-62").present, Weight.TELLS),
        speaks_for(latest(PARTICULATE_FILTER_SOOT) < percent(60), lasting=True),
    ),
)
REDUCTANT_USED_UP = Cause(
    id=CauseId("exhaust.reductant"),
    title="The reductant is used up.",
    frequency=Frequency.MOST,
)
REDUCTANT_SENSOR = Cause(
    id=CauseId("exhaust.reductant_sensor"),
    title="The level sensor of the reductant is covered with crystals.",
)
REDUCTANT_WRONG = Cause(
    id=CauseId("exhaust.reductant_quality"),
    title="The reductant is old, thinned or the wrong fluid.",
    signs=(speaks_for(code(EXHAUST_AFTERTREATMENT, "P207F-00").present),),
)
DOSING_INJECTOR = Cause(
    id=CauseId("exhaust.dosing_injector"),
    title="Crystals block the dosing injector.",
)
NOX_SENSOR = Cause(
    id=CauseId("exhaust.nox_sensor"),
    title="A nitrogen oxide sensor or its wiring has failed.",
    signs=(speaks_for(code(EXHAUST_AFTERTREATMENT, "P2200-13").present),),
)
REGENERATION_RUNS_ON = Cause(
    id=CauseId("exhaust.regeneration"),
    title="The filter burns too much soot at once.",
    frequency=Frequency.RARE,
)
