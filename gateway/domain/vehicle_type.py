"""What a vehicle is, as its papers say it."""

from dataclasses import dataclass
from enum import Enum


class Powertrain(Enum):
    """What drives it."""

    BATTERY_ELECTRIC = "battery_electric"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    HYBRID = "hybrid"
    FUEL_CELL = "fuel_cell"
    COMBUSTION = "combustion"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleType:
    """Of a type that is empty, its papers say nothing."""

    model: str = ""
    model_year: int | None = None
    powertrain: Powertrain | None = None


UNTOLD = VehicleType()
