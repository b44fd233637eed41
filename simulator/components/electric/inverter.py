"""The inverter, which drives the motor."""

from typing import Final

from proto.v1.signals_pb2 import (
    INVERTER_TEMPERATURE_CELSIUS,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, circuit, plausibility, supply_too_low

INVERTER: Final = ComponentDescription(
    id="inverter",
    address=0x0B,
    monitors=codes(
        plausibility(
            "P0A78-4B",
            "Inverter over temperature",
            INVERTER_TEMPERATURE_CELSIUS,
            -40,
            95,
            warning_indicator=True,
        ),
        circuit("P0A44-16", "Resolver supply below threshold", during=DRIVING),
        circuit("U0111-87", "Lost communication with the battery management"),
        supply_too_low(),
    ),
    measurements=(0x4901, 0x4902, 0xDD03),
    routines=routines(self_test(2.0, needs_security=True)),
)
