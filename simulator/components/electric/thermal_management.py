"""The thermal management of an electric car: coolant for battery and drive, cabin climate."""

from typing import Final

from proto.v1.signals_pb2 import (
    AMBIENT_TEMPERATURE_CELSIUS,
    COOLANT_PUMP_SPEED_PER_MIN,
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
        plausibility(
            "P0C73-71",
            "Coolant pump does not turn",
            COOLANT_PUMP_SPEED_PER_MIN,
            400,
            6000,
            during=DRIVING,
            every_s=5,
        ),
        circuit("P0A06-13", "Coolant pump control circuit open"),
        circuit("B10B5-11", "Refrigerant pressure sensor short to ground"),
        circuit("P1C10-00", "Coolant level too low"),
        supply_too_low(),
    ),
    measurements=(0x4A01, 0x4A02, 0x4A03, 0x4A04),
    routines=routines(self_test(2.0)),
    erase_s=0.3,
)
