"""The rules that everybody gets: 200 of two or three predicates each, over 20 signals."""

import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from benchmarks.intake.load import CHANNELS, Channel
from gateway.domain.quantity import Second
from gateway.domain.signal import SIGNALS
from gateway.triage.condition import Condition, all_of, any_of
from gateway.triage.hindsight import count_within
from gateway.triage.measured import FRESH, Comparison
from gateway.triage.relation import Relation, as_sent
from gateway.triage.statistic import Statistic, slope

RULES: Final = 200
SPAN: Final = Second(240)
"""How far back stateful predicates look."""
TIMES: Final = 3
OFF_THE_STEPS: Final = 1 / 64
"""Of limits of a drift: no quotient of minutes is just that."""
STATEFUL_SHARE: Final = 0.2
ANY_SHARE: Final = 0.1

Kind = Literal["now", "held", "came", "drift"]
"""Of the newest value; of all in the span; how often it came true; change in a minute."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """`above`: more than the limit is meant, else less; a float32 of few decimals."""

    kind: Kind
    number: int
    above: bool
    limit: float


@dataclass(frozen=True, slots=True)
class Spec:
    """All of the predicates, or any of them."""

    predicates: tuple[Predicate, ...]
    is_any: bool


def book(seed: int, *, stateful: bool) -> list[Spec]:
    """In the second row one rule in five has a predicate that looks back."""
    rng = random.Random(f"{seed} rules")  # noqa: S311 - reproducible on purpose
    return [_spec(rng, stateful=stateful) for _ in range(RULES)]


def step_of(channel: Channel) -> float:
    """Values and limits are whole multiples of it: the same in binary and in decimal digits.

    A power of two, fine for the noise, and of which 23 bits reach to what is usual. So that a
    value is often just the limit, and engines that reckon in decimals have nothing to round.
    """
    by_noise = math.floor(math.log2(channel.noise)) - 6 if channel.noise else 0
    return 2.0 ** max(by_noise, math.floor(math.log2(channel.usual)) - 22)


def plain(specs: Sequence[Spec]) -> list[dict[str, Any]]:
    """For those that know nothing of us."""
    return [asdict(spec) for spec in specs]


def conditions(specs: Sequence[Spec]) -> list[Condition]:
    """In our own language."""
    return [
        (any_of if spec.is_any else all_of)(*map(_condition, spec.predicates)) for spec in specs
    ]


def _spec(rng: random.Random, *, stateful: bool) -> Spec:
    kinds: list[Kind] = ["now"] * rng.choice([2, 3])
    looks_back: Kind = rng.choice(["held", "held", "came", "drift"])
    if rng.random() < STATEFUL_SHARE and stateful:
        kinds[0] = looks_back
    predicates = tuple(_predicate(rng, kind) for kind in kinds)
    return Spec(predicates, rng.random() < ANY_SHARE)


def _predicate(rng: random.Random, kind: Kind) -> Predicate:
    """Most cars are well: limits lie on the far side of what is usual."""
    channel, above, far = rng.choice(CHANNELS), rng.choice([True, False]), rng.uniform(1.0, 3.0)
    away, step = far * channel.noise * (1 if above else -1), step_of(channel)
    if kind == "drift":
        limit = (round(away / step) + OFF_THE_STEPS) * step
    else:
        limit = round((channel.usual + away) / step) * step
    return Predicate(kind, channel.number, above, as_sent(limit))


def _condition(predicate: Predicate) -> Condition:
    signal = SIGNALS[predicate.number]
    relation = Relation.ABOVE if predicate.above else Relation.BELOW
    limit = signal.quantity(predicate.limit)
    if predicate.kind == "drift":
        return Statistic(slope(signal, over=SPAN), relation, limit)
    now = Comparison(signal, FRESH, relation, limit)
    if predicate.kind == "held":
        return now.held_for(SPAN)
    return now if predicate.kind == "now" else count_within(now, SPAN) >= TIMES
