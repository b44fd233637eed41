"""The electric power steering."""

from typing import Final

from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import circuit, supply_too_low

STEERING: Final = ComponentDescription(
    id="steering",
    address=0x06,
    monitors=codes(
        circuit("C0545-62", "Torque sensors disagree", warning_indicator=True),
        circuit("C0550-49", "Steering control internal failure"),
        circuit("U0121-87", "Lost communication with the brakes"),
        supply_too_low(),
    ),
    measurements=(0x4C02,),
    routines=routines(self_test(2.0, needs_security=True)),
)
