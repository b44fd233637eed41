"""A rule: when something is wrong, what is likely the cause, and which words say so."""

from dataclasses import dataclass, field
from enum import Enum

from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.component import ComponentId
from gateway.domain.errors import InvalidValue
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.cause import Cause
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs, joined


class VehicleSystem(Enum):
    """The parts of a car that the rulebook is ordered by."""

    BODY = "body"
    BRAKES = "brakes"
    CHARGING = "charging"
    CLIMATE = "climate"
    DRIVER_ASSISTANCE = "driver_assistance"
    ENGINE = "engine"
    ENGINE_ELECTRICS = "engine_electrics"
    EXHAUST = "exhaust"
    FUEL = "fuel"
    HIGH_VOLTAGE = "high_voltage"
    INFOTAINMENT = "infotainment"
    LOW_VOLTAGE = "low_voltage"
    NETWORK = "network"
    POWERTRAIN = "powertrain"
    RESTRAINTS = "restraints"
    STEERING = "steering"
    TELEMATICS = "telematics"
    THERMAL = "thermal"
    TRANSMISSION = "transmission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`entry` words the verdict. `severity` may only be worse than the entry's; None is as bad.

    Several rules may share an entry: they are several ways to see the same fault. `causes`:
    what may be behind it, of equally likely ones the likeliest first. `by_samples`: what was
    measured decides it, perhaps with other things.
    """

    id: RuleId
    system: VehicleSystem
    title: str
    when: Condition
    causes: tuple[Cause, ...]
    entry: CatalogueEntry
    severity: Severity | None = None
    by_samples: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_samples", bool(self.when.needs.signals))
        if self.severity is not None and self.severity <= self.entry.severity:
            raise InvalidValue(f"rule {self.id} is not worse than its entry")
        if not self.causes:
            raise InvalidValue(f"rule {self.id} names no cause")

    @property
    def needs(self) -> Needs:
        """What it reads, and what its causes are told apart by."""
        return joined([self.when.needs, *(cause.needs for cause in self.causes)])

    @property
    def judged_severity(self) -> Severity:
        return self.severity or self.entry.severity


_UNKNOWN = "unknown_code"


def unknown_rule(component: ComponentId, code: TroubleCode) -> RuleId:
    """The rule that speaks of a code which no catalogue knows."""
    return RuleId(f"{_UNKNOWN}.{component}.{code}")


def is_unknown_rule(rule: RuleId, component: ComponentId | None = None) -> bool:
    """Is it one of those, of this component if one is named?"""
    kind, _, rest = rule.partition(".")
    return kind == _UNKNOWN and component in {None, rest.rpartition(".")[0]}
