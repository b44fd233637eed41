"""The driver assistance: camera and radar."""

from typing import Final

from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, Precondition, circuit, supply_too_low

DRIVER_ASSISTANCE: Final = ComponentDescription(
    id="driver_assistance",
    address=0x09,
    monitors=codes(
        circuit("B1C40-97", "Front camera blocked", during=DRIVING),
        circuit(
            "B1C41-54",
            "Front camera not calibrated",
            precondition=Precondition.DRIVEN,
            confirmation_cycles=2,
        ),
        circuit("B1C42-13", "Camera heater circuit open"),
        circuit("B1C45-78", "Front radar out of alignment", during=DRIVING),
        circuit("U0121-87", "Lost communication with the brakes"),
        circuit("U0415-81", "Invalid data from the brakes", during=DRIVING),
        supply_too_low(),
    ),
    routines=routines(self_test(2.0)),
    boot_s=6.0,
)
