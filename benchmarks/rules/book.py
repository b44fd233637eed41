"""The rules that everybody gets: 200, of two or three predicates each, over 20 signals."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.intake.load import CHANNELS, Channel
from gateway.domain.quantity import Second
from gateway.domain.signal import Signal, signal
from gateway.triage.condition import Condition, all_of, any_of
from gateway.triage.hindsight import count_within
from gateway.triage.measured import FRESH, Comparison, Relation
from gateway.triage.statistic import slope

RULES: Final = 200
SPAN: Final = Second(240)
"""How far back stateful predicates look."""
TIMES: Final = 3
SPREAD: Final = 2.0
"""Limits lie within so many times the usual noise of a signal."""
STATEFUL: Final = 0.2
"""Of the rules of the second row, so many have a stateful predicate."""

Kind = Literal["now", "held", "count", "drift"]
"""The newest value; all of the span; how often it came true; change a minute by medians."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """`above`: more than the limit; else less."""

    kind: Kind
    number: int
    above: bool
    limit: float


@dataclass(frozen=True, slots=True)
class Spec:
    """All of the predicates, or `any_` of them."""

    predicates: tuple[Predicate, ...]
    any_: bool


def book(seed: int, *, stateful: bool) -> list[Spec]:
    rng = random.Random(f"{seed} rules {stateful}")  # noqa: S311 - reproducible on purpose
    return [_spec(rng, stateful=stateful) for _ in range(RULES)]
