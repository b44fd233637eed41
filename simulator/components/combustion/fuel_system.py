"""The fuel system: tank, pump, rail and what the mixture control has learnt."""

from typing import Final

from proto.v1.signals_pb2 import (
    FUEL_RAIL_PRESSURE_KPA,
    FUEL_TRIM_LONG_TERM_PERCENT,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import (
    DRIVING,
    Precondition,
    circuit,
    plausibility,
    supply_too_low,
)

FUEL_SYSTEM: Final = ComponentDescription(
    id="fuel_system",
    address=0x11,
    monitors=codes(
        plausibility(
            "P0087-00",
            "Fuel rail pressure too low",
            FUEL_RAIL_PRESSURE_KPA,
            3000,
            60_000,
            during=DRIVING,
            warning_indicator=True,
        ),
        plausibility(
            "P0171-00",
            "Mixture too lean",
            FUEL_TRIM_LONG_TERM_PERCENT,
            -100,
            15,
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P0172-00",
            "Mixture too rich",
            FUEL_TRIM_LONG_TERM_PERCENT,
            -15,
            100,
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        circuit(
            "P0442-00",
            "Evaporative emission system: small leak",
            during=DRIVING,
            precondition=Precondition.DRIVEN,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        circuit("P0463-12", "Fuel level sensor short to battery"),
        circuit("P0627-13", "Fuel pump control circuit open", warning_indicator=True),
        supply_too_low(),
    ),
    measurements=(0xF423, 0xF407, 0xF42F),
    ages_by_warm_up=True,
    routines=routines(self_test(2.0, needs_security=True)),
)
