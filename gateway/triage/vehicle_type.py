"""Conditions over what the papers say: `model("Meridian E2")`, `model_year() < 2025`."""

import operator
from abc import abstractmethod
from dataclasses import dataclass
from enum import Enum

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.vehicle_type import Powertrain, VehicleType
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths, known
from gateway.triage.window import Window
from gateway.triage.wording import sentence

_NEVER = np.array([], np.int64)


class Papers(Condition):
    """A condition that a vehicle's papers decide once and for all; untold, it is not known.

    It says nothing to the screen, so a rule of nothing else is asked after every report.
    """

    __slots__ = ()

    @abstractmethod
    def told(self, vehicle_type: VehicleType) -> Truth: ...

    @abstractmethod
    def said(self, vehicle_type: VehicleType) -> str:
        """What the papers name; empty where they do not."""

    @property
    @abstractmethod
    def asked(self) -> str:
        """What is missing when they do not."""

    @property
    def needs(self) -> Needs:
        return Needs()

    def truth(self, window: Window, at_ms: int) -> Truth:  # noqa: ARG002 -- it stands
        return self.told(window.vehicle_type)

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        return np.full(len(at_ms), self.told(window.vehicle_type), np.int8)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:  # noqa: ARG002
        return _NEVER

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:  # noqa: ARG002
        return True

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:  # noqa: ARG002
        said = self.said(window.vehicle_type)
        return (sentence(f"its papers say: {said}"),) if said else ()

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return (self.asked,) if self.truth(window, at_ms) is Truth.UNKNOWN else ()


@dataclass(frozen=True, slots=True)
class IsModel(Papers):
    """One of these models, whatever the case and the spaces."""

    models: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.models or not all(map(_plain, self.models)):
            raise InvalidValue("a model without a name")

    def __str__(self) -> str:
        return f"its model is {' or '.join(self.models)}"

    def told(self, vehicle_type: VehicleType) -> Truth:
        model = _plain(vehicle_type.model)
        return known(model in map(_plain, self.models)) if model else Truth.UNKNOWN

    def said(self, vehicle_type: VehicleType) -> str:
        return f"model {vehicle_type.model}" if _plain(vehicle_type.model) else ""

    @property
    def asked(self) -> str:
        return "Model of the vehicle"


@dataclass(frozen=True, slots=True)
class HasPowertrain(Papers):
    """One of these."""

    powertrains: tuple[Powertrain, ...]

    def __post_init__(self) -> None:
        if not self.powertrains:
            raise InvalidValue("no powertrain")

    def __str__(self) -> str:
        return f"its powertrain is {' or '.join(map(_spoken, self.powertrains))}"

    def told(self, vehicle_type: VehicleType) -> Truth:
        if vehicle_type.powertrain is None:
            return Truth.UNKNOWN
        return known(vehicle_type.powertrain in self.powertrains)

    def said(self, vehicle_type: VehicleType) -> str:
        powertrain = vehicle_type.powertrain
        return "" if powertrain is None else f"powertrain {_spoken(powertrain)}"

    @property
    def asked(self) -> str:
        return "Powertrain of the vehicle"


class YearRelation(Enum):
    """Between a model year and the one that a rule names."""

    BEFORE = "before"
    UNTIL = "until"
    AFTER = "after"
    SINCE = "from"
    EXACTLY = "exactly"


_OPERATORS = {
    YearRelation.BEFORE: operator.lt,
    YearRelation.UNTIL: operator.le,
    YearRelation.AFTER: operator.gt,
    YearRelation.SINCE: operator.ge,
    YearRelation.EXACTLY: operator.eq,
}


@dataclass(frozen=True, slots=True)
class HasModelYear(Papers):
    relation: YearRelation
    year: int

    def __str__(self) -> str:
        return f"its model year is {self.relation.value} {self.year}"

    def told(self, vehicle_type: VehicleType) -> Truth:
        if vehicle_type.model_year is None:
            return Truth.UNKNOWN
        return known(_OPERATORS[self.relation](vehicle_type.model_year, self.year))

    def said(self, vehicle_type: VehicleType) -> str:
        year = vehicle_type.model_year
        return "" if year is None else f"model year {year}"

    @property
    def asked(self) -> str:
        return "Model year of the vehicle"


@dataclass(frozen=True, slots=True, eq=False)
class ModelYear:
    """Waiting to be compared."""

    def __lt__(self, year: int) -> HasModelYear:
        return HasModelYear(YearRelation.BEFORE, year)

    def __le__(self, year: int) -> HasModelYear:
        return HasModelYear(YearRelation.UNTIL, year)

    def __gt__(self, year: int) -> HasModelYear:
        return HasModelYear(YearRelation.AFTER, year)

    def __ge__(self, year: int) -> HasModelYear:
        return HasModelYear(YearRelation.SINCE, year)

    def exactly(self, year: int) -> HasModelYear:
        return HasModelYear(YearRelation.EXACTLY, year)


def model(*models: str) -> IsModel:
    return IsModel(models)


def powertrain(*powertrains: Powertrain) -> HasPowertrain:
    return HasPowertrain(powertrains)


def model_year() -> ModelYear:
    return ModelYear()


def _plain(model: str) -> str:
    return " ".join(model.split()).casefold()


def _spoken(powertrain: Powertrain) -> str:
    return powertrain.value.replace("_", " ")
