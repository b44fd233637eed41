"""Days in, findings out: the rules over days, asked of cars of which days are new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gateway.domain.finding import FindingChange, FindingEnded, RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.vin import Vin
from gateway.triage.days import Days, Norm, Typical
from gateway.triage.fleet_comparison import norm
from gateway.triage.instant import to_ms
from gateway.triage.judge import opened
from gateway.triage.needs import Needs, joined
from gateway.triage.rule import Rule
from gateway.triage.rulebook import CatalogueKey, Rulebook, key_of
from gateway.triage.truth import Truth
from gateway.triage.window import Window

Fleet = Mapping[str, Mapping[Typical, Norm]]
"""By model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A vehicle, its days without its fleet, and the findings that are open.

    A car of which the model is not known has no fleet. `repairs`: when a workshop has
    last repaired what an entry of the catalogue tells of; `mended`: of the open findings those
    that were open then.
    """

    vin: Vin
    days: Days
    open: frozenset[RuleId] = frozenset()
    vehicle_type: VehicleType = UNTOLD
    repairs: Mapping[CatalogueKey, datetime] = field(default_factory=dict)
    mended: frozenset[RuleId] = frozenset()

    @property
    def model(self) -> str:
        """Empty when it is not known."""
        return self.vehicle_type.model

    def among(self, fleet: Fleet) -> Days:
        """Its days, with the fleet of its model."""
        return replace(self.days, fleet=fleet.get(self.model, {}) if self.model else {})

    def repaired(self, rule: Rule) -> int | None:
        """The first whole day after a repair of what the rule speaks of."""
        at = self.repairs.get(key_of(rule.entry))
        return None if at is None else (at - EPOCH) // timedelta(days=1) + 1

    def until(self, end: int) -> "Surveyed":
        """As of an earlier day."""
        return replace(self, days=Days(end=end, hours=self.days.hours))


def rules_over_days(rulebook: Rulebook) -> tuple[Rule, ...]:
    return tuple(rule for rule in rulebook.rules if rule.when.needs.days)


def survey(
    rulebook: Rulebook, vehicles: Iterable[Surveyed], fleet: Fleet, at: datetime
) -> tuple[FindingChange, ...]:
    """What has become true or certainly false of these vehicles' days, as of `at`.

    As with reports, a finding opens when its rule is true and ends when it is certainly false;
    and when what it tells of has been repaired: days from before a repair count no more.
    Depends on no order, and on nothing that was asked before but the findings that are open.
    """
    rules = rules_over_days(rulebook)
    in_order = sorted(vehicles, key=lambda vehicle: vehicle.vin)
    return tuple(
        said for vehicle in in_order for said in _decide(rulebook, rules, vehicle, fleet, at)
    )


def _decide(
    rulebook: Rulebook, rules: Iterable[Rule], vehicle: Surveyed, fleet: Fleet, at: datetime
) -> Iterator[FindingChange]:
    days, at_ms = vehicle.among(fleet), to_ms(at)
    whole = Window(now_ms=at_ms, days=days, vehicle_type=vehicle.vehicle_type)
    for rule in rules:
        repaired = vehicle.repaired(rule)
        window = whole if repaired is None else whole._replace(days=days.since(repaired))
        truth = rule.when.truth(window, at_ms)
        if truth is Truth.TRUE and rule.id not in vehicle.open:
            yield opened(rulebook, rule, vehicle.vin, window, at_ms)
        elif rule.id in vehicle.mended or (truth is Truth.FALSE and rule.id in vehicle.open):
            yield FindingEnded(vehicle.vin, rule.id, at)


@dataclass
class FleetCensus:
    """Collects what is typical of each model, a few vehicles at a time."""

    typical: Sequence[Typical]
    _numbers: dict[tuple[str, Typical], list[float]] = field(default_factory=dict)

    @property
    def reach(self) -> Mapping[int, int]:
        """How many days of which signals it reads."""
        return joined(Needs(days=each.reach) for each in self.typical).days

    def count(self, vehicles: Iterable[Surveyed]) -> None:
        """Each of them is to be counted once."""
        for vehicle in vehicles:
            for each in self.typical:
                number = each.of(vehicle.days)
                if number is not None:
                    self._numbers.setdefault((vehicle.model, each), []).append(number)

    def fleet(self) -> Fleet:
        found: dict[str, dict[Typical, Norm]] = {}
        for (model, each), numbers in self._numbers.items():
            found.setdefault(model, {})[each] = norm(numbers)
        return found


def needs_of(rulebook: Rulebook) -> Needs:
    """What rules over days read, with the signs of their causes."""
    return joined(rule.needs for rule in rules_over_days(rulebook))
