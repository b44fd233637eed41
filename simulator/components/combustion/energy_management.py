"""The energy management: 12 V battery, alternator and starter."""

from typing import Final

from proto.v1.signals_pb2 import (
    LV_BATTERY_VOLTAGE_V,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import DRIVING, PARKED, circuit, plausibility

ENERGY_MANAGEMENT: Final = ComponentDescription(
    id="energy_management",
    address=0x14,
    monitors=codes(
        plausibility(
            "P0562-16",
            "12 V supply below threshold",
            LV_BATTERY_VOLTAGE_V,
            11.5,
            100,
            warning_indicator=True,
        ),
        plausibility(
            "P0563-17",
            "12 V supply above threshold",
            LV_BATTERY_VOLTAGE_V,
            0,
            15.8,
            warning_indicator=True,
        ),
        circuit("P0615-13", "Starter relay circuit open", during=PARKED),
        circuit(
            "P0620-71", "Alternator does not deliver", during=DRIVING, warning_indicator=True
        ),
    ),
    measurements=(0x4301,),
    routines=routines(self_test(1.0)),
)
