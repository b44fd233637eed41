"""How soon faults were judged, in seconds of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.truth import TrueFault, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """None where there was nothing to be judged."""

    count: int
    p50: float | None
    p95: float | None
    p99: float | None


def delays_from_onset(truth: Truth, attribution: Attribution) -> Delays:
    """From the moment at which the fault began."""
    return _delays(
        [
            (at - fault.planted_at).total_seconds()
            for fault in truth.faults
            if (at := _judged_at(attribution, fault)) is not None
        ]
    )


def delays_from_first_code(truth: Truth, attribution: Attribution) -> Delays:
    """From the moment at which the car itself first knew; a signal may tell even earlier."""
    return _delays(
        [
            max(0.0, (at - fault.shown_at).total_seconds())
            for fault in truth.faults
            if fault.shown_at and (at := _judged_at(attribution, fault)) is not None
        ]
    )


def _judged_at(attribution: Attribution, fault: TrueFault) -> datetime | None:
    return min((case.judged_at for case in attribution.cases_of(fault)), default=None)


def _delays(seconds: Sequence[float]) -> Delays:
    ordered = sorted(seconds)
    return Delays(
        count=len(ordered),
        p50=_quantile(ordered, 0.50),
        p95=_quantile(ordered, 0.95),
        p99=_quantile(ordered, 0.99),
    )


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest rank, rounded to a tenth of a second."""
    if not ordered:
        return None
    rank = max(1, -(-len(ordered) * round(share * 100) // 100))
    return round(ordered[rank - 1], 1)
