"""The battery management: cells, isolation, interlock, contactors."""

from typing import Final

from proto.v1.signals_pb2 import (
    HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
    HV_ISOLATION_RESISTANCE_OHM,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import Precondition, circuit, plausibility, supply_too_low

BATTERY_MANAGEMENT: Final = ComponentDescription(
    id="battery_management",
    address=0x03,
    monitors=codes(
        plausibility(
            "P0AA6-1A",
            "High-voltage isolation too low",
            HV_ISOLATION_RESISTANCE_OHM,
            100_000,
            float("inf"),
            warning_indicator=True,
        ),
        circuit("P0A0D-13", "High-voltage interlock open", warning_indicator=True),
        circuit(
            "P0A7F-00",
            "Battery pack deteriorated",
            precondition=Precondition.CHARGED,
            confirmation_cycles=2,
        ),
        circuit("P0AFA-16", "Battery voltage below threshold"),
        plausibility(
            "P0A7E-4B",
            "High-voltage battery over temperature",
            HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
            -45,
            60,
            warning_indicator=True,
        ),
        circuit("P0AA1-73", "Positive contactor stuck closed", warning_indicator=True),
        supply_too_low(),
    ),
    measurements=(0x4801, 0x4802, 0x4803, 0x4804, 0x4805, 0x4806, 0x4807, 0x4808, 0x4809),
    routines=routines(self_test(2.0, needs_security=True)),
    erase_s=0.8,
)
