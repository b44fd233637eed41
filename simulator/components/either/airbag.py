"""The airbags and belt tensioners."""

from typing import Final

from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import circuit, supply_too_low

AIRBAG: Final = ComponentDescription(
    id="airbag",
    address=0x07,
    monitors=codes(
        circuit(
            "B0001-1A",
            "Driver squib resistance below threshold",
            warning_indicator=True,
        ),
        circuit("B0010-13", "Passenger squib circuit open", warning_indicator=True),
        circuit("B1B00-00", "Crash event stored", warning_indicator=True),
        circuit("U0140-87", "Lost communication with the body control"),
        supply_too_low(),
    ),
    routines=routines(self_test(1.0, needs_security=True)),
    erase_s=0.5,
)
