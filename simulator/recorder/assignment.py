"""Which cars of a recorded fleet have which fault: every root cause about equally often."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.faults.library import never_first, root_causes
from simulator.faults.root_cause import RootCause, RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.fleet.fault_plan import Candidate, Faults

EARLIEST_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Span:
    """World time in which the cars are driven."""

    starts_s: float
    ends_s: float


def assign(cars: Sequence[Candidate], share: float, seed: int, span: Span) -> Faults:
    """One fault each to this share of the cars; the others are healthy.

    A fault begins at any moment that leaves it the time which it needs to show.
    """
    rng = random.Random(f"{seed} assignment")
    library = root_causes()
    causes = [library[name] for name in sorted(library.keys() - never_first(library))]
    dealt: Counter[RootCauseId] = Counter()
    faults: Faults = {}
    for car in rng.sample(list(cars), round(share * len(cars))):
        possible = [cause for cause in causes if car.suits(cause)]
        fewest = min(dealt[cause.id] for cause in possible)
        cause = rng.choice([each for each in possible if dealt[each.id] == fewest])
        dealt[cause.id] += 1
        faults[car.vin] = [InjectedFault(cause.id, _onset_s(cause, rng, span))]
    return faults


def _onset_s(cause: RootCause, rng: random.Random, span: Span) -> float:
    latest_s = max(EARLIEST_S, span.ends_s - span.starts_s - cause.shows_within_s)
    return span.starts_s + rng.uniform(EARLIEST_S, latest_s)
