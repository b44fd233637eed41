"""The control of the automatic transmission."""

from typing import Final

from proto.v1.signals_pb2 import (
    TRANSMISSION_OIL_TEMPERATURE_CELSIUS,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import (
    DRIVING,
    Precondition,
    circuit,
    plausibility,
    supply_too_low,
)

TRANSMISSION_CONTROL: Final = ComponentDescription(
    id="transmission_control",
    address=0x13,
    monitors=codes(
        plausibility(
            "P0218-98",
            "Transmission over temperature",
            TRANSMISSION_OIL_TEMPERATURE_CELSIUS,
            -60,
            130,
            warning_indicator=True,
        ),
        circuit("P0700-00", "Transmission control system malfunction", warning_indicator=True),
        circuit("P0715-13", "Turbine speed sensor circuit open", during=DRIVING),
        circuit(
            "P0741-00",
            "Torque converter clutch stuck off",
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
        ),
        circuit("U0100-00", "Lost communication with the engine control"),
        supply_too_low(),
    ),
    measurements=(0xDD03, 0x5301),
    ages_by_warm_up=True,
    routines=routines(self_test(2.0, needs_security=True)),
)
