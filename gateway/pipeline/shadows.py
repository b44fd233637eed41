"""What rules in the shadow have found, held beside what acted: one reckoning for every face."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.case import CaseId
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin

LONG_ENOUGH: Final = timedelta(days=7)
"""Cars are driven otherwise on a weekend."""
ENOUGH_VEHICLE_DAYS: Final = 3_000
"""So many without a case, and there is at most one in 1,000 with a confidence of 95 % (the rule
of three): the bound on false cases that a rule in force is held to."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A rule in the shadow, and the code that it speaks of."""

    rule: RuleId
    component: ComponentId
    code: TroubleCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A rule in the shadow; `since` it is there, and judged by these `versions`.

    `away_at`: when it was last known not to be there. One of the versions may have been in
    force before then too: who goes back to a rulebook begins anew.
    """

    shadow: Shadow
    since: datetime
    versions: tuple[str, ...]
    away_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowFinding:
    """`acting`: the rule that found the same and acts, if there was one.

    `acting_at`: when, None where that stood before the rule came into the shadow.
    `acting_severity`: the gravest of those that did. `outcome`: how the case of its code ended,
    as stored; "open" while it has not, None when there is no case.
    """

    vin: Vin
    plate: str
    severity: Severity
    opened_at: datetime
    ended_at: datetime | None
    acting: RuleId | None
    acting_at: datetime | None
    acting_severity: Severity | None
    case: CaseId | None
    outcome: str | None

    @property
    def lead(self) -> timedelta | None:
        """By how much it came before what acts; below 0: after it; None: not to be said."""
        return None if self.acting_at is None else self.acting_at - self.opened_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What acted, of the code of a rule in the shadow that did not see it."""

    vin: Vin
    plate: str
    severity: Severity
    opened_at: datetime
    acting: RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one of them has found, and what it has not.

    `seen`: how long the gateway watched, at most since it is in the shadow; `vehicle_days`:
    days of vehicles with samples, the first day left out. `agreed`: findings near which a rule
    that acts found the same, `graver` and `milder` ones among them. `earlier`: than these, by
    the median. `missed`: findings in force of its code that it did not see. By vehicle, as one
    that comes and goes stays one case: `new_cases` where nothing in force spoke and there was
    no case of its code, `new_visits` where it alone asks for a workshop, `new_stops` where it
    alone says stop driving. `missed_stops`: findings in force said so, it said less or nothing.
    `outcomes`: how the cases of its code ended that were open when it fired.
    """

    watched: Watched
    seen: timedelta
    vehicle_days: int
    fired: int
    vehicles: int
    agreed: int
    graver: int
    milder: int
    earlier: timedelta | None
    missed: int
    new_cases: int
    new_visits: int
    new_stops: int
    missed_stops: int
    outcomes: Mapping[str, int]

    @property
    def alone(self) -> int:
        return self.fired - self.agreed

    @property
    def is_enough(self) -> bool:
        """Can it be said by now how it would do in force?"""
        return self.seen >= LONG_ENOUGH and self.vehicle_days >= ENOUGH_VEHICLE_DAYS

    @property
    def cases_per_1000_days(self) -> float:
        """That it would open, in 1,000 vehicle-days."""
        return 1000 * self.new_cases / self.vehicle_days if self.vehicle_days else 0.0


@dataclass(frozen=True, slots=True)
class ShadowStory:
    """Finding by finding, the newest first; `tally` counts them all."""

    tally: Tally
    findings: Sequence[ShadowFinding]
    missed: Sequence[Missed]
