"""The thermal management of a car with an engine: fan, ambient sensor, cabin climate."""

from typing import Final

from proto.v1.signals_pb2 import (
    AMBIENT_TEMPERATURE_CELSIUS,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, circuit, plausibility, supply_too_low

THERMAL_MANAGEMENT: Final = ComponentDescription(
    id="thermal_management",
    address=0x02,
    monitors=codes(
        plausibility(
            "P0071-62",
            "Ambient temperature implausible",
            AMBIENT_TEMPERATURE_CELSIUS,
            -45,
            60,
            during=DRIVING,
        ),
        circuit("P0480-13", "Radiator fan control circuit open"),
        circuit("B10B5-11", "Refrigerant pressure sensor short to ground"),
        supply_too_low(),
    ),
    measurements=(0x4A03, 0x4A04),
    routines=routines(self_test(2.0)),
    erase_s=0.3,
)
