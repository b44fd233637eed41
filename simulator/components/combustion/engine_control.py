"""The engine control: air, ignition, cooling and lubrication."""

from typing import Final

from proto.v1.signals_pb2 import (
    ENGINE_COOLANT_TEMPERATURE_CELSIUS,
    ENGINE_MISFIRES_PER_MIN,
    ENGINE_OIL_PRESSURE_KPA,
    MASS_AIR_FLOW_KG_PER_S,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import (
    DRIVING,
    Precondition,
    circuit,
    plausibility,
    supply_too_low,
)

ENGINE_CONTROL: Final = ComponentDescription(
    id="engine_control",
    address=0x10,
    monitors=codes(
        circuit(
            "P0016-00",
            "Crankshaft and camshaft position do not match",
            during=DRIVING,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P0101-62",
            "Mass air flow implausible",
            MASS_AIR_FLOW_KG_PER_S,
            0.001,
            0.35,
            during=DRIVING,
            warning_indicator=True,
        ),
        plausibility(
            "P0128-00",
            "Coolant thermostat below regulating temperature",
            ENGINE_COOLANT_TEMPERATURE_CELSIUS,
            60,
            200,
            during=DRIVING,
            every_s=5,
            precondition=Precondition.DRIVEN,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P0217-98",
            "Engine over temperature",
            ENGINE_COOLANT_TEMPERATURE_CELSIUS,
            -60,
            118,
            warning_indicator=True,
        ),
        circuit("P0299-00", "Turbocharger underboost", during=DRIVING, warning_indicator=True),
        plausibility(
            "P0300-00",
            "Random misfire detected",
            ENGINE_MISFIRES_PER_MIN,
            0,
            20,
            during=DRIVING,
            warning_indicator=True,
        ),
        circuit(
            "P0301-00", "Cylinder 1 misfire detected", during=DRIVING, warning_indicator=True
        ),
        circuit(
            "P0302-00", "Cylinder 2 misfire detected", during=DRIVING, warning_indicator=True
        ),
        circuit(
            "P0303-00", "Cylinder 3 misfire detected", during=DRIVING, warning_indicator=True
        ),
        circuit(
            "P0304-00", "Cylinder 4 misfire detected", during=DRIVING, warning_indicator=True
        ),
        circuit(
            "P0335-13",
            "Crankshaft position sensor circuit open",
            during=DRIVING,
            warning_indicator=True,
        ),
        circuit(
            "P0401-00",
            "Exhaust gas recirculation flow insufficient",
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P0524-00",
            "Engine oil pressure too low",
            ENGINE_OIL_PRESSURE_KPA,
            80,
            1000,
            during=DRIVING,
            warning_indicator=True,
        ),
        circuit("P0606-49", "Engine control module internal failure", warning_indicator=True),
        circuit("U0101-00", "Lost communication with the transmission control"),
        supply_too_low(),
    ),
    measurements=(0xF40C, 0xF405, 0xF40B, 0xF410, 0xF411, 0xF45C, 0x5001, 0x5002),
    ages_by_warm_up=True,
    routines=routines(self_test(2.0, needs_security=True)),
    erase_s=0.6,
)
