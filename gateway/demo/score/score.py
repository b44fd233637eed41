"""The whole score of one run: truth and conclusions in, figures out; nothing is read here."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from gateway.demo.score.appointments import bookings
from gateway.demo.score.attribution import attribute
from gateway.demo.score.delays import Delays, delays_from_first_code, delays_from_onset
from gateway.demo.score.remedies import RemedyResult, left_out, results, useless
from gateway.demo.score.root_causes import RootCauseLine, root_cause_lines
from gateway.demo.score.severities import Severities, compare_severities
from gateway.demo.score.truth import Truth
from gateway.store.conclusions import Conclusions
from gateway.triage.rule import is_unknown_rule

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`strangers`: cases about codes that no rule knows; `false_cases`: about no fault."""

    seed: int
    vehicles: int
    vehicle_days: float
    verdicts: int
    root_causes: tuple[RootCauseLine, ...]
    severities: Severities
    from_onset: Delays
    from_first_code: Delays
    remedies: Counter[RemedyResult]
    useless_remedies: Counter[str]
    remedies_left_out: Counter[str]
    bookings: Counter[str]
    false_cases: Counter[str]
    strangers: Counter[str]

    @property
    def false_cases_per_1000_days(self) -> float | None:
        if not self.vehicle_days:
            return None
        return round(1000 * self.false_cases.total() / self.vehicle_days, 2)


def score(truth: Truth, conclusions: Conclusions) -> Score:
    """Holds what was concluded against what was wrong."""
    attribution = attribute(truth, conclusions)
    return Score(
        seed=truth.seed,
        vehicles=truth.vehicles,
        vehicle_days=_vehicle_days(truth, conclusions),
        verdicts=len(conclusions.cases),
        root_causes=root_cause_lines(truth, conclusions, attribution),
        severities=compare_severities(truth, conclusions),
        from_onset=delays_from_onset(truth, attribution),
        from_first_code=delays_from_first_code(truth, attribution),
        remedies=results(conclusions, attribution),
        useless_remedies=useless(conclusions, attribution),
        remedies_left_out=left_out(truth, conclusions, attribution),
        bookings=bookings(conclusions, attribution),
        false_cases=Counter(
            f"{case.component} {case.code} ({case.rule})" for case in attribution.false_cases
        ),
        strangers=Counter(
            f"{case.component} {case.code}"
            for case in conclusions.cases
            if is_unknown_rule(case.rule)
        ),
    )


def _vehicle_days(truth: Truth, conclusions: Conclusions) -> float:
    """From the first report of any car to the last one, times the cars."""
    if conclusions.heard is None:
        return 0.0
    first, last = conclusions.heard
    return round(truth.vehicles * (last - first).total_seconds() / DAY_S, 3)


def as_json(score: Score) -> dict[str, Any]:
    """For machines: one flat object with the headlines, the details below them."""
    severities = score.severities
    return {
        "seed": score.seed,
        "vehicles": score.vehicles,
        "vehicle_days": score.vehicle_days,
        "root_causes": len(score.root_causes),
        "faults_shown": sum(line.shown for line in score.root_causes),
        "faults_seen": sum(line.seen for line in score.root_causes),
        "faults_judged": sum(line.judged for line in score.root_causes),
        "verdicts": score.verdicts,
        "missed_stop_driving": len(severities.missed_stops),
        "unsafe_advice": len(severities.unsafe_advice),
        "needless_stop": len(severities.needless_stops),
        "under_triaged": severities.under_triaged,
        "over_triaged": severities.over_triaged,
        "left_to_person": severities.left_to_person,
        "false_cases": dict(score.false_cases),
        "false_cases_per_1000_days": score.false_cases_per_1000_days,
        "seconds_to_verdict_p50": score.from_first_code.p50,
        "seconds_to_verdict_p95": score.from_first_code.p95,
        "seconds_to_verdict_p99": score.from_first_code.p99,
        "seconds_from_onset_p50": score.from_onset.p50,
        "seconds_from_onset_p95": score.from_onset.p95,
        "remedies": {result.name.lower(): score.remedies[result] for result in RemedyResult},
        "remedies_useless": dict(score.useless_remedies),
        "remedies_left_out": dict(score.remedies_left_out),
        "appointments": dict(score.bookings),
        "codes_unknown_to_the_rulebook": dict(score.strangers),
        "confusion": _nested(severities.confusion),
        "missed": [asdict(pair) for pair in severities.missed_stops],
        "by_root_cause": [_line(line) for line in score.root_causes],
    }


def _nested(confusion: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """A specialist's word → ours → cars."""
    rows: dict[str, dict[str, int]] = {}
    for (wanted, said), count in sorted(confusion.items()):
        if count:
            rows.setdefault(wanted, {})[said] = count
    return rows


def _line(line: RootCauseLine) -> dict[str, Any]:
    return {**asdict(line), "severity": line.severity.value, "said": dict(line.said)}
