"""How soon faults were judged, in seconds of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.truth import TrueFault, Truth
from gateway.store.conclusions import Conclusions


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


def delays_from_first_telling(
    truth: Truth, conclusions: Conclusions, attribution: Attribution
) -> Delays:
    """From the arrival of the first report that told one of its codes.

    A signal may have told even earlier: then there was no wait. Nothing is known of faults of
    which no code has arrived.
    """
    return _delays(
        [
            max(0.0, (at - heard_at).total_seconds())
            for fault in truth.faults
            if (heard_at := _heard_at(conclusions, fault)) is not None
            and (at := _judged_at(attribution, fault)) is not None
        ]
    )


def _heard_at(conclusions: Conclusions, fault: TrueFault) -> datetime | None:
    arrivals = (
        conclusions.seen.get((fault.vin, component, code)) for component, code in fault.codes
    )
    since = fault.shown_at or fault.planted_at
    return min((at for at in arrivals if at and at >= since), default=None)


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
