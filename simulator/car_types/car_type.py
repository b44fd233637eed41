"""Types of cars, by name: which components they have, what they measure, what drives them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from proto.v1.signals_pb2 import ENGINE_COOLANT_TEMPERATURE_CELSIUS, PLUGGED_IN
from simulator.car_types.data_sheets.combustion import COMBUSTION as COMBUSTION_MODEL
from simulator.car_types.data_sheets.electric import ELECTRIC as ELECTRIC_MODEL
from simulator.car_types.powertrains.combustion import CombustionPowertrain
from simulator.car_types.powertrains.electric import ElectricPowertrain
from simulator.car_types.powertrains.powertrain import Powertrain
from simulator.car_types.signal_model import SignalModel
from simulator.components import combustion, either, electric
from simulator.components.description import ComponentDescription
from simulator.components.plausibility import PlausibilityChecks


@dataclass(frozen=True, slots=True, kw_only=True)
class CarType:
    """All that is the same in two cars of one type, which share it.

    `components` are in the order of their addresses; `powertrain` draws a new one.
    """

    name: str
    components: Mapping[str, ComponentDescription]
    checks: PlausibilityChecks
    model: SignalModel
    powertrain: Callable[[np.random.Generator], Powertrain]

    @property
    def plugs_in(self) -> bool:
        return PLUGGED_IN in self.model.column

    @property
    def has_engine(self) -> bool:
        return ENGINE_COOLANT_TEMPERATURE_CELSIUS in self.model.column


def _car_type(
    name: str,
    components: Iterable[ComponentDescription],
    model: SignalModel,
    powertrain: Callable[[np.random.Generator], Powertrain],
) -> CarType:
    by_id = {each.id: each for each in sorted(components, key=lambda each: each.address)}
    return CarType(
        name=name,
        components=MappingProxyType(by_id),
        checks=PlausibilityChecks.of(by_id, model.column),
        model=model,
        powertrain=powertrain,
    )


ELECTRIC: Final = _car_type(
    "electric",
    (*either.COMPONENTS, *electric.COMPONENTS),
    ELECTRIC_MODEL,
    ElectricPowertrain,
)
COMBUSTION: Final = _car_type(
    "combustion",
    (*either.COMPONENTS, *combustion.COMPONENTS),
    COMBUSTION_MODEL,
    CombustionPowertrain,
)
CAR_TYPES: Final[Mapping[str, CarType]] = MappingProxyType(
    {each.name: each for each in (ELECTRIC, COMBUSTION)}
)
