"""How cars were judged: our worst word for each, against that of a specialist."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.demo.score.truth import TrueFault, Truth
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.store.conclusions import Conclusions

NOTHING = "nothing"
LEFT_OPEN = frozenset({NOTHING, Severity.UNKNOWN.value})
WORDS = (
    NOTHING,
    *(severity.value for severity in Severity if severity is not Severity.UNKNOWN),
    Severity.UNKNOWN.value,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One car: a specialist's word, ours, and the root causes that showed in it."""

    wanted: str
    said: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """Cars in each field of the confusion table; and who was told too little or too much.

    missed_stops: cars that must stop and were not told to; of these, unsafe_advice were told
    that they may drive. needless_stops: told to stop for less. left_to_person: unknown.
    """

    confusion: Counter[tuple[str, str]]
    under_triaged: int
    over_triaged: int
    left_to_person: int
    missed_stops: tuple[Pair, ...]
    unsafe_advice: tuple[Pair, ...]
    needless_stops: tuple[Pair, ...]


def compare_severities(truth: Truth, conclusions: Conclusions) -> Severities:
    """Faults that have not shown yet count for nothing."""
    faults = truth.by_vehicle()
    said: dict[Vin, list[Severity]] = {}
    for case in conclusions.cases:
        said.setdefault(case.vin, []).append(case.severity)
    pairs = [
        _pair(faults.get(vin, ()), said.get(vin, ()))
        for vin in sorted(_cars(truth) | said.keys())
    ]
    confusion = Counter((pair.wanted, pair.said) for pair in pairs)
    healthy = max(truth.vehicles, conclusions.vehicles) - len(pairs)
    confusion[NOTHING, NOTHING] += healthy
    stop = Severity.STOP_DRIVING.value
    missed = tuple(pair for pair in pairs if pair.wanted == stop != pair.said)
    return Severities(
        confusion=confusion,
        under_triaged=sum(_order(pair) < 0 for pair in pairs),
        over_triaged=sum(_order(pair) > 0 for pair in pairs),
        left_to_person=sum(pair.said == Severity.UNKNOWN.value for pair in pairs),
        missed_stops=missed,
        unsafe_advice=tuple(pair for pair in missed if pair.said not in LEFT_OPEN),
        needless_stops=tuple(pair for pair in pairs if pair.said == stop != pair.wanted),
    )


def _cars(truth: Truth) -> set[Vin]:
    return {fault.vin for fault in truth.faults if fault.shown_at is not None}


def _pair(faults: Iterable[TrueFault], said: Iterable[Severity]) -> Pair:
    shown = [fault for fault in faults if fault.shown_at is not None]
    return Pair(
        wanted=_worst(fault.severity for fault in shown),
        said=_worst(said),
        causes=tuple(fault.root_cause for fault in shown),
    )


def _worst(severities: Iterable[Severity]) -> str:
    worst = max(severities, default=None)
    return NOTHING if worst is None else worst.value


def _order(pair: Pair) -> int:
    """Below 0: too mild; above 0: too grave; 0: just so, or left to a person."""
    if pair.said == Severity.UNKNOWN.value:
        return 0
    return WORDS.index(pair.said) - WORDS.index(pair.wanted)
