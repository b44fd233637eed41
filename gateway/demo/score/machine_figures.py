"""The score for machines: the headlines in one line, and everything."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from gateway.demo.score.naming import share
from gateway.demo.score.remedies import RemedyResult
from gateway.demo.score.root_causes import RootCauseLine
from gateway.demo.score.score import Score


def headlines(score: Score) -> dict[str, Any]:
    """Shares from 0 to 1, seconds of the world; null where there was nothing to measure."""
    severities = score.severities
    return {
        "seed": score.seed,
        "vehicles": score.vehicles,
        "vehicle_days": score.vehicle_days,
        "root_causes": len(score.root_causes),
        "top1": share(score.singular, 1),
        "top3": share(score.singular, 3),
        "lookalike_top1": share(score.look_alikes, 1),
        "verdicts": score.verdicts,
        "unsafe_advice": len(severities.unsafe_advice),
        "needless_stop": len(severities.needless_stops),
        "false_cases_per_1000_days": score.false_cases_per_1000_days,
        "seconds_to_verdict_p50": score.from_first_telling.p50,
        "seconds_to_verdict_p99": score.from_first_telling.p99,
    }


def as_json(score: Score) -> dict[str, Any]:
    """For machines: one flat object, the headlines and the details below them."""
    severities = score.severities
    return {
        **headlines(score),
        "top1_intermittent": share(score.intermittents, 1),
        "lookalike_top3": share(score.look_alikes, 3),
        "quiet_days": score.quiet_days,
        "faults_shown": sum(line.shown for line in score.root_causes),
        "faults_seen": sum(line.seen for line in score.root_causes),
        "faults_judged": sum(line.judged for line in score.root_causes),
        "missed_stop_driving": len(severities.missed_stops),
        "under_triaged": severities.under_triaged,
        "over_triaged": severities.over_triaged,
        "left_to_person": severities.left_to_person,
        "false_cases": dict(score.false_cases),
        "cases_beside_the_fault": dict(score.beside),
        "seconds_to_verdict_p95": score.from_first_telling.p95,
        "seconds_from_onset_p50": score.from_onset.p50,
        "seconds_from_onset_p95": score.from_onset.p95,
        "remedies": {result.name.lower(): score.remedies[result] for result in RemedyResult},
        "remedies_useless": dict(score.useless_remedies),
        "remedies_left_out": dict(score.remedies_left_out),
        "appointments": dict(score.bookings),
        "codes_unknown_to_the_rulebook": dict(score.strangers),
        "confusion": _nested(severities.confusion),
        "missed": [asdict(pair) for pair in severities.missed_stops],
        "by_link": [asdict(line) for line in score.links],
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
    counted = {"said": dict(line.said), "instead": dict(line.instead)}
    return {**asdict(line), "severity": line.severity.value, **counted}
