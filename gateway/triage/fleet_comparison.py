"""One car against the fleet of its model: `fleet_z(over_days(7).median(…)) < sigmas(-4)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Quantity
from gateway.triage.day_condition import DayCondition
from gateway.triage.days import Days, Norm
from gateway.triage.needs import Needs
from gateway.triage.over_days import DayAggregate
from gateway.triage.relation import Relation
from gateway.triage.truth import Truth, known
from gateway.triage.units import Sigma
from gateway.triage.wording import sentence, spoken, spoken_day, spoken_days

Q = TypeVar("Q", bound=Quantity)

FEWEST = 20
"""Cars of a model without which nothing is said of its fleet, unless a rule says otherwise."""
LEAST_FLEET = 5
TO_SIGMA = 1.4826
"""The standard deviation of a normal distribution in its median absolute deviations."""


def norm(values: Sequence[float]) -> Norm:
    """Of at least one car; order does not matter, and half of them may be wrong."""
    each = np.sort(np.array(values, np.float64))
    median = float(np.median(each))
    return Norm(median, float(np.median(np.abs(each - median))), len(each))


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetZ(Generic[Q]):
    """How far a car's number is from the median of its model, in robust standard deviations.

    The deviation counts as no smaller than `resolution`, so that no car stands out of a fleet
    that measures all the same. The car itself is one of its fleet.
    """

    aggregate: DayAggregate[Q]
    resolution: Q
    at_least: int

    def __post_init__(self) -> None:
        signal = self.aggregate.series.signal
        if type(self.resolution) is not signal.quantity or not self.resolution.value > 0:
            raise InvalidValue(f"{signal.name} is not told apart by {self.resolution}")
        if self.at_least < LEAST_FLEET:
            raise InvalidValue(f"{self.at_least} cars are no fleet")

    def __str__(self) -> str:
        return f"{self.aggregate}, against the model's fleet,"

    def __lt__(self, limit: Sigma) -> "AgainstFleet[Q]":
        return AgainstFleet(self, Relation.BELOW, limit)

    def __gt__(self, limit: Sigma) -> "AgainstFleet[Q]":
        return AgainstFleet(self, Relation.ABOVE, limit)

    def deviation(self, norm: Norm) -> float:
        return max(TO_SIGMA * norm.deviation, self.resolution.value)

    def of(self, days: Days) -> tuple[float, float, Norm] | None:
        """The car's number, how far that is, and the norm."""
        own, norm = self.aggregate.of(days), days.fleet.get(self.aggregate)
        if own is None or norm is None or norm.vehicles < self.at_least:
            return None
        return own, (own - norm.median) / self.deviation(norm), norm


@dataclass(frozen=True, slots=True)
class AgainstFleet(DayCondition, Generic[Q]):
    z: FleetZ[Q]
    relation: Relation
    limit: Sigma

    def __str__(self) -> str:
        return f"{self.z} is {self.relation.value} {self.limit}"

    @property
    def needs(self) -> Needs:
        aggregate = self.z.aggregate
        return Needs(days=aggregate.reach, typical=frozenset({aggregate}))

    def decided(self, days: Days) -> Truth:
        found = self.z.of(days)
        return Truth.UNKNOWN if found is None else known(self._holds(found[1]))

    def told(self, days: Days) -> str | None:
        found = self.z.of(days)
        if found is None:
            return None
        own, z, norm = found
        relation = f"{'' if self._holds(z) else 'not '}{self.relation.value}"
        return sentence(
            f"{self.z.aggregate} was {self._spoken(own)} until {spoken_day(days.end - 1)} UTC;"
            f" of {norm.vehicles} cars of the model the median is {self._spoken(norm.median)}"
            f" and the robust standard deviation {self._spoken(self.z.deviation(norm))}:"
            f" {z:.1f} of them away, {relation} {self.limit.value:g}"
        )

    @property
    def wanted(self) -> str:
        return (
            f"{spoken_days(self.z.aggregate.enough)} for {self.z.aggregate}, of this car and of"
            f" {self.z.at_least} of its model"
        )

    def _spoken(self, value: float) -> str:
        return spoken(self.z.aggregate.series.signal.quantity(value))

    def _holds(self, z: float) -> bool:
        return self.relation.holds(z, self.limit.value)


def fleet_z(aggregate: DayAggregate[Q], *, resolution: Q, at_least: int = FEWEST) -> FleetZ[Q]:
    """`resolution`: what the sensor tells apart; z counts in no smaller steps."""
    return FleetZ(aggregate=aggregate, resolution=resolution, at_least=at_least)
