"""The exhaust aftertreatment: catalyst, particulate filter and reductant."""

from typing import Final

from proto.v1.signals_pb2 import (
    EXHAUST_GAS_TEMPERATURE_CELSIUS,
    PARTICULATE_FILTER_SOOT_PERCENT,
    REDUCTANT_LEVEL_PERCENT,
)
from simulator.components.description import ComponentDescription, codes, routines, self_test
from simulator.components.monitor import (
    DRIVING,
    Precondition,
    circuit,
    plausibility,
    supply_too_low,
)

EXHAUST_AFTERTREATMENT: Final = ComponentDescription(
    id="exhaust_aftertreatment",
    address=0x12,
    monitors=codes(
        circuit(
            "P0420-00",
            "Catalyst efficiency below threshold",
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        circuit("P0544-13", "Exhaust gas temperature sensor circuit open"),
        circuit(
            "P2002-00",
            "Particulate filter efficiency below threshold",
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P203F-00",
            "Reductant level too low",
            REDUCTANT_LEVEL_PERCENT,
            4,
            200,
            warning_indicator=True,
        ),
        circuit(
            "P20EE-00",
            "Nitrogen oxide catalyst efficiency below threshold",
            during=DRIVING,
            precondition=Precondition.WARM,
            confirmation_cycles=2,
            warning_indicator=True,
        ),
        plausibility(
            "P2428-00",
            "Exhaust gas temperature too high",
            EXHAUST_GAS_TEMPERATURE_CELSIUS,
            -60,
            800,
            during=DRIVING,
            warning_indicator=True,
        ),
        plausibility(
            "P2463-00",
            "Particulate filter: too much soot",
            PARTICULATE_FILTER_SOOT_PERCENT,
            0,
            95,
            warning_indicator=True,
        ),
        supply_too_low(),
    ),
    measurements=(0xF43C, 0x5201, 0x5202),
    ages_by_warm_up=True,
    routines=routines(self_test(2.0, needs_security=True)),
)
