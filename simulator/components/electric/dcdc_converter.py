"""The DC/DC converter, which feeds the 12 V net from the high-voltage battery."""

from typing import Final

from proto.v1.signals_pb2 import (
    LV_BATTERY_VOLTAGE_V,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import circuit, plausibility

DCDC_CONVERTER: Final = ComponentDescription(
    id="dcdc_converter",
    address=0x04,
    monitors=codes(
        plausibility(
            "P0562-16",
            "12 V supply below threshold",
            LV_BATTERY_VOLTAGE_V,
            11.5,
            16.0,
            warning_indicator=True,
        ),
        circuit("P0A94-71", "DC/DC converter does not deliver", warning_indicator=True),
        circuit("P0A1B-49", "DC/DC control module internal failure"),
    ),
    measurements=(0x4301, 0x4302),
    routines=routines(self_test(1.0)),
)
