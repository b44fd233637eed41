"""The infotainment: screen and user interface."""

from typing import Final

from proto.v1.signals_pb2 import (
    INFOTAINMENT_HEARTBEAT_AGE_S,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import circuit, plausibility, supply_too_low

INFOTAINMENT: Final = ComponentDescription(
    id="infotainment",
    address=0x01,
    monitors=codes(
        plausibility(
            "B1A20-47",
            "User interface does not draw",
            INFOTAINMENT_HEARTBEAT_AGE_S,
            0,
            30,
        ),
        circuit("B1A21-49", "Display internal failure"),
        circuit("U0100-87", "Lost communication with the drive controller"),
        circuit("B1A22-56", "Configuration invalid"),
        circuit("U0140-87", "Lost communication with the body control"),
        supply_too_low(),
    ),
    measurements=(0x4D01,),
    routines=routines(self_test(3.0)),
    boot_s=15.0,
)
