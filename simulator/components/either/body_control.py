"""The body control: locks, lights, tyre pressures."""

from typing import Final

from proto.v1.signals_pb2 import (
    TYRE_PRESSURE_FRONT_LEFT_KPA,
    TYRE_PRESSURE_FRONT_RIGHT_KPA,
    TYRE_PRESSURE_REAR_LEFT_KPA,
    TYRE_PRESSURE_REAR_RIGHT_KPA,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, circuit, plausibility, supply_too_low

BODY_CONTROL: Final = ComponentDescription(
    id="body_control",
    address=0x0A,
    monitors=codes(
        plausibility(
            "C1A50-00",
            "Tyre pressure rear left too low",
            TYRE_PRESSURE_REAR_LEFT_KPA,
            190,
            400,
            warning_indicator=True,
        ),
        plausibility(
            "C1A51-00",
            "Tyre pressure front left too low",
            TYRE_PRESSURE_FRONT_LEFT_KPA,
            190,
            400,
        ),
        plausibility(
            "C1A52-00",
            "Tyre pressure front right too low",
            TYRE_PRESSURE_FRONT_RIGHT_KPA,
            190,
            400,
        ),
        plausibility(
            "C1A53-00",
            "Tyre pressure rear right too low",
            TYRE_PRESSURE_REAR_RIGHT_KPA,
            190,
            400,
        ),
        circuit("B2F31-55", "Body configuration not stored"),
        circuit("B1D10-64", "Driver door latch implausible"),
        circuit("C1A57-31", "Tyre sensor rear right: no signal", during=DRIVING),
        circuit("U0151-87", "Lost communication with the airbag"),
        circuit("U0184-87", "Lost communication with the infotainment"),
        supply_too_low(),
    ),
    measurements=(0x4B01, 0x4B02, 0x4B03, 0x4B04),
    routines=routines(self_test(1.0)),
)
