"""The whole score of one run: truth and conclusions in, figures out; nothing is read here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.demo.score.appointments import bookings
from gateway.demo.score.attribution import attribute
from gateway.demo.score.cause_names import cause_names
from gateway.demo.score.delays import Delays, delays_from_first_telling, delays_from_onset
from gateway.demo.score.link_lines import LinkLine, link_lines
from gateway.demo.score.naming import Naming, name_all
from gateway.demo.score.quiet_days import days, quiet_days, span_of
from gateway.demo.score.remedies import RemedyResult, left_out, results, useless
from gateway.demo.score.root_causes import RootCauseLine, root_cause_lines
from gateway.demo.score.severities import Severities, compare_severities
from gateway.demo.score.truth import Truth
from gateway.store.conclusions import ConcludedCase, Conclusions
from gateway.triage.rule import is_unknown_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`strangers`: cases about codes that no rule knows; `false_cases`: about no fault.

    `quiet_days`: of cars with nothing wrong; `beside`: cases of faulty cars about another
    component; `named`: every fault that showed, with the place of its true cause.
    """

    seed: int
    vehicles: int
    vehicle_days: float
    quiet_days: float
    verdicts: int
    named: tuple[Naming, ...]
    links: tuple[LinkLine, ...]
    root_causes: tuple[RootCauseLine, ...]
    severities: Severities
    from_onset: Delays
    from_first_telling: Delays
    remedies: Counter[RemedyResult]
    useless_remedies: Counter[str]
    remedies_left_out: Counter[str]
    bookings: Counter[str]
    false_cases: Counter[str]
    beside: Counter[str]
    strangers: Counter[str]

    @property
    def false_cases_per_1000_days(self) -> float | None:
        if not self.quiet_days:
            return None
        return round(1000 * self.false_cases.total() / self.quiet_days, 2)

    @property
    def singular(self) -> list[Naming]:
        """Faults with codes of their own: what is wrong can be told from them."""
        return [one for one in self.named if not one.fault.look_alikes]

    @property
    def look_alikes(self) -> list[Naming]:
        """Faults that set the codes of others."""
        return [one for one in self.named if one.fault.look_alikes]

    @property
    def intermittents(self) -> list[Naming]:
        """Faults that come and go, of either sort."""
        return [one for one in self.named if one.fault.intermittent]


def score(truth: Truth, conclusions: Conclusions) -> Score:
    """Holds what was concluded against what was wrong."""
    attribution = attribute(truth, conclusions)
    named = name_all(truth, attribution, cause_names())
    span = span_of(truth, conclusions)
    return Score(
        seed=truth.seed,
        vehicles=truth.vehicles,
        vehicle_days=round(days(truth.vehicles, span), 3),
        quiet_days=round(quiet_days(truth.vehicles, truth.faults, span), 3),
        verdicts=len(conclusions.cases),
        named=named,
        links=link_lines(truth, attribution, named, span),
        root_causes=root_cause_lines(truth, conclusions, attribution, named),
        severities=compare_severities(truth, conclusions),
        from_onset=delays_from_onset(truth, attribution),
        from_first_telling=delays_from_first_telling(truth, conclusions, attribution),
        remedies=results(conclusions, attribution),
        useless_remedies=useless(conclusions, attribution),
        remedies_left_out=left_out(truth, conclusions, attribution),
        bookings=bookings(conclusions, attribution),
        false_cases=_spelled(attribution.false_cases),
        beside=_spelled(attribution.beside),
        strangers=Counter(
            f"{case.component} {case.code}"
            for case in conclusions.cases
            if is_unknown_rule(case.rule)
        ),
    )


def _spelled(cases: Iterable[ConcludedCase]) -> Counter[str]:
    return Counter(f"{case.component} {case.code} ({case.rule})" for case in cases)
