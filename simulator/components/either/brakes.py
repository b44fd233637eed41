"""The brakes: wheel speeds, pump and valves of the stability control."""

from typing import Final

from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, circuit, supply_too_low

BRAKES: Final = ComponentDescription(
    id="brakes",
    address=0x05,
    monitors=codes(
        circuit(
            "C0035-13",
            "Wheel speed sensor front left: circuit open",
            during=DRIVING,
            warning_indicator=True,
        ),
        circuit("C0040-13", "Wheel speed sensor front right: circuit open"),
        circuit("C0110-71", "Pump motor stuck", warning_indicator=True),
        circuit("C1A60-00", "Brake fluid level too low", warning_indicator=True),
        circuit("U0131-87", "Lost communication with the steering"),
        supply_too_low(),
    ),
    measurements=(0x4C01,),
    routines=routines(self_test(2.0, needs_security=True)),
)
