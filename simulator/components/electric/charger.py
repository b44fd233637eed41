"""The charger with its inlet and latch."""

from typing import Final

from simulator.components.description import (
    ComponentDescription,
    Routine,
    codes,
    routines,
    self_test,
)
from simulator.components.monitor import CHARGING, circuit, supply_too_low

CHARGER: Final = ComponentDescription(
    id="charger",
    address=0x08,
    monitors=codes(
        circuit("P1B30-72", "Charge port latch stuck open"),
        circuit("P1B31-4B", "Charge port over-temperature", during=CHARGING),
        circuit("P0D5C-00", "Proximity detection circuit", during=CHARGING),
        circuit("P0D24-49", "Charger internal failure", during=CHARGING),
        circuit("U0111-87", "Lost communication with the battery management"),
        supply_too_low(),
    ),
    measurements=(0x4F01, 0x4F02, 0x4F03),
    routines=routines(self_test(1.0), Routine(rid=0x0310, title="Latch test", lasts_s=3.0)),
)
