"""What a workshop puts right on an automatic transmission."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import TRANSMISSION_CONTROL
from gateway.domain.signal import TRANSMISSION_OIL_TEMPERATURE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.units import degrees_celsius

SLIPS = any_of(
    code(TRANSMISSION_CONTROL, "P0730-00").present,
    code(TRANSMISSION_CONTROL, "P0741-00").present,
)

COOLER_BLOCKED = Cause(
    id=CauseId("transmission.oil_cooler"),
    title="The oil cooler of the transmission is blocked.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(code(TRANSMISSION_CONTROL, "P0218-98").present),
        speaks_for(latest(TRANSMISSION_OIL_TEMPERATURE) > degrees_celsius(130)),
    ),
)
OIL_LOW = Cause(
    id=CauseId("transmission.oil"),
    title="The transmission has too little oil, or old oil.",
    signs=(speaks_for(SLIPS, Weight.HINTS),),
)
SLIPS_AND_HEATS = Cause(
    id=CauseId("transmission.clutches"),
    title="A clutch of the transmission is worn and slips.",
    signs=(speaks_for(code(TRANSMISSION_CONTROL, "P0730-00").present),),
)
TURBINE_SENSOR = Cause(
    id=CauseId("transmission.turbine_sensor"),
    title="The turbine speed sensor or its wire is broken.",
    signs=(speaks_for(code(TRANSMISSION_CONTROL, "P0715-13").present, Weight.PROVES),),
)
OUTPUT_SENSOR = Cause(
    id=CauseId("transmission.output_sensor"),
    title="The output speed sensor or its wire is broken.",
    signs=(speaks_for(code(TRANSMISSION_CONTROL, "P0720-13").present, Weight.PROVES),),
)
RANGE_SENSOR = Cause(
    id=CauseId("transmission.range_sensor"),
    title="The selector position sensor or its wire is broken.",
)
CONVERTER_CLUTCH = Cause(
    id=CauseId("transmission.converter_clutch"),
    title="The clutch of the torque converter is worn.",
    frequency=Frequency.MOST,
    signs=(speaks_against(code(TRANSMISSION_CONTROL, "P0748-13").present),),
)
PRESSURE_VALVE = Cause(
    id=CauseId("transmission.pressure_valve"),
    title="A pressure valve of the transmission or its wire has failed.",
    signs=(speaks_for(code(TRANSMISSION_CONTROL, "P0748-13").present),),
)
OIL_SENSOR = Cause(
    id=CauseId("transmission.oil_sensor"),
    title="The oil temperature sensor of the transmission or its wire is broken.",
)
