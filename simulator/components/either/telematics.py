"""The telematics unit: the car's own modem, on which the on-board agent runs."""

from typing import Final

from proto.v1.signals_pb2 import (
    TELEMATICS_SERVICES_LOST,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import circuit, plausibility, supply_too_low

TELEMATICS: Final = ComponentDescription(
    id="telematics",
    address=0x00,
    monitors=codes(
        plausibility(
            "U1A10-87",
            "Backend services lost although a bearer is up",
            TELEMATICS_SERVICES_LOST,
            0,
            0,
        ),
        circuit("U1A11-00", "SIM not accepted"),
        circuit("B1A01-13", "Antenna circuit open"),
        circuit("U1A12-55", "Unit not coded to this car"),
        circuit("U1A13-51", "Software update failed, a component is not programmed"),
        circuit("U1A13-52", "Software update not activated, the earlier software is back"),
        circuit("U0184-87", "Lost communication with the infotainment"),
        supply_too_low(),
    ),
    measurements=(0x4E01, 0x4E02),
    routines=routines(self_test(1.5)),
    boot_s=8.0,
    obeys_while_moving=True,
)
