"""How long cars drove with nothing wrong: the time in which every case is a false one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway.demo.score.truth import TrueFault, Truth
from gateway.store.conclusions import Conclusions

DAY_S = 86_400.0
Span = tuple[datetime, datetime]


def span_of(truth: Truth, conclusions: Conclusions) -> Span | None:
    """From the first report of any car to the last one, unless the truth knows better."""
    return truth.span or conclusions.heard


def days(vehicles: int, span: Span | None) -> float:
    """Of all cars together."""
    if span is None:
        return 0.0
    first, last = span
    return vehicles * (last - first).total_seconds() / DAY_S


def quiet_days(vehicles: int, faults: Sequence[TrueFault], span: Span | None) -> float:
    """Those before the first fault of a car, and all of the cars without one."""
    if span is None:
        return 0.0
    first, last = span
    begins: dict[object, datetime] = {}
    for fault in faults:
        begins[fault.vin] = min(fault.planted_at, begins.get(fault.vin, last))
    faulty = sum((last - max(first, at) for at in begins.values()), timedelta())
    return days(vehicles, span) - faulty.total_seconds() / DAY_S
