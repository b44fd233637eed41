"""Statistics of one signal over minutes: `mean(LV_BATTERY_VOLTAGE, over=…) < volts(12)`.

Statistics over days do not belong here: they come from the roll-ups of the store.
"""

import math
from dataclasses import dataclass
from typing import Generic, NamedTuple, Required, TypedDict, TypeVar, Unpack

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Count, Quantity, Second
from gateway.domain.signal import Phase, Signal
from gateway.triage.condition import Condition
from gateway.triage.measure import Fall, Mean, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.measured import InPhase, phase
from gateway.triage.needs import Needs, joined
from gateway.triage.prospect import Prospect, Seen, several
from gateway.triage.relation import Comparable, Relation, as_sent
from gateway.triage.spans import merged
from gateway.triage.track import Instants, Keep
from gateway.triage.truth import Truth, known
from gateway.triage.units import in_ms, minutes
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken, spoken_instant, spoken_span

Q = TypeVar("Q", bound=Quantity)

LONGEST = minutes(60)
ENOUGH = 6
"""Samples without which nothing is said; and each third of the span must have one of them."""


_THIRDS = 3


class Result(NamedTuple):
    value: float
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Comparable[Q, "Statistic[Q]"], Generic[Q]):
    """A measure of the samples of the last `over`, waiting to be compared.

    `during`: of those only that were taken in this phase. Unknown with fewer than `enough`, or
    with none in one third of the span.
    """

    signal: Signal[Q]
    measure: Measure
    over: Second
    during: Phase | None = None
    enough: int = ENOUGH

    def __post_init__(self) -> None:
        if not 0 < self.over.value <= LONGEST.value:
            raise InvalidValue(f"a statistic over {self.over}, more than {LONGEST}")
        if self.enough < _THIRDS:
            raise InvalidValue(f"{self.enough} samples are not enough")

    def __str__(self) -> str:
        during = f" while {self.during.name.lower()}" if self.during is not None else ""
        span = spoken_span(in_ms(self.over))
        return f"{self.measure} {self.signal.title} over {span}{during}"

    def compared(self, relation: Relation, limit: Q) -> "Statistic[Q]":
        return Statistic(self, relation, limit)

    @property
    def needs(self) -> Needs:
        over_ms = in_ms(self.over)
        own = Needs({self.signal.number: Keep(over_ms, 0)})
        return own if self._phase is None else joined((own, self._phase.needs.held(over_ms)))

    @property
    def _phase(self) -> InPhase[Count] | None:
        return None if self.during is None else phase(self.during)

    def result(self, window: Window, at_ms: int) -> Result | None:
        track, over_ms = window.track(self.signal.number), in_ms(self.over)
        inside = slice(*track.at_ms.searchsorted([at_ms - over_ms, at_ms], side="right"))
        times, values = track.at_ms[inside], track.values[inside]
        if self._phase is not None:
            then = self._phase.truths(window, times) == Truth.TRUE
            times, values = times[then], values[then]
        if len(times) < self.enough:
            return None
        middle, last = times.searchsorted([at_ms - each for each in self.thirds], side="right")
        if not 0 < middle < last < len(times):
            return None
        found = self.measure.of(times, values.astype(np.float64), (int(middle), int(last)))
        return Result(found, len(times))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        """A sample comes into the last third, passes through the others, and leaves."""
        track = window.track(self.signal.number)
        ages = (0, *self.thirds[::-1], in_ms(self.over))
        moved = [track.between(after_ms - age, until_ms - age) + age for age in ages]
        return merged(*moved)

    def prospect(self, low: float, high: float, back_ms: int) -> Prospect:
        """`low`, `high`: where the result is to be."""
        lasting_ms = in_ms(self.over) + back_ms
        if not self.measure.is_between:
            low, high = -math.inf, math.inf
        seen = Seen(signal=self.signal.number, low=low, high=high, lasting_ms=lasting_ms)
        if self._phase is None:
            return seen
        return several(2, (seen, self._phase.prospect(Truth.TRUE, lasting_ms)))

    @property
    def thirds(self) -> tuple[int, int]:
        """How old a sample is at the end of the first third, and of the second."""
        over_ms = in_ms(self.over)
        return over_ms - over_ms // 3, over_ms - 2 * over_ms // 3


@dataclass(frozen=True, slots=True)
class Statistic(Condition, Generic[Q]):
    aggregate: Aggregate[Q]
    relation: Relation
    limit: Q

    def __post_init__(self) -> None:
        signal = self.aggregate.signal
        if type(self.limit) is not signal.quantity or math.isnan(self.limit.value):
            raise InvalidValue(f"{signal.name} is not compared with {self.limit}")

    def __str__(self) -> str:
        return f"{self.aggregate} is {self.relation.value} {self._limit}"

    @property
    def needs(self) -> Needs:
        return self.aggregate.needs

    def truth(self, window: Window, at_ms: int) -> Truth:
        result = self.aggregate.result(window, at_ms)
        return Truth.UNKNOWN if result is None else known(self._holds(result))

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        relation = self.relation if truth is Truth.TRUE else self.relation.opposite
        bounds = relation.bounds(as_sent(self.limit.value))
        return self.aggregate.prospect(*bounds, back_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return self.aggregate.changes(window, after_ms, until_ms)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        track = window.track(self.aggregate.signal.number)
        return bool(track.between(after_ms, until_ms).size)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        result = self.aggregate.result(window, at_ms)
        if result is None:
            return ()
        value = f"{spoken(self._quantity(result.value))}{self.aggregate.measure.per}"
        relation = f"{'' if self._holds(result) else 'not '}{self.relation.value}"
        words = f"{self.aggregate} was {value} at {spoken_instant(at_ms)}"
        return (sentence(f"{words}, {relation} {self._limit}, by {result.samples} samples"),)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return (f"{self.aggregate.enough} samples for {self.aggregate}",)

    @property
    def _limit(self) -> str:
        return f"{spoken(self.limit)}{self.aggregate.measure.per}"

    def _quantity(self, value: float) -> Q:
        return self.aggregate.signal.quantity(value)

    def _holds(self, result: Result) -> bool:
        return self.relation.holds(result.value, as_sent(self.limit.value))


class Over(TypedDict, total=False):
    """The last two as in `Aggregate`."""

    over: Required[Second]
    during: Phase
    enough: int


def percentile(signal: Signal[Q], percent: float, **span: Unpack[Over]) -> Aggregate[Q]:
    """0 is the lowest, 50 the median, 100 the highest."""
    return Aggregate(signal=signal, measure=Percentile(percent), **span)


def mean(signal: Signal[Q], **span: Unpack[Over]) -> Aggregate[Q]:
    return Aggregate(signal=signal, measure=Mean(), **span)


def spread(signal: Signal[Q], **span: Unpack[Over]) -> Aggregate[Q]:
    """The highest less the lowest."""
    return Aggregate(signal=signal, measure=Spread(), **span)


def slope(signal: Signal[Q], **span: Unpack[Over]) -> Aggregate[Q]:
    """What is compared is the change in a minute."""
    return Aggregate(signal=signal, measure=Slope(), **span)


def rises_by(signal: Signal[Q], least: Q, **span: Unpack[Over]) -> Statistic[Q]:
    """A sample is above an earlier one by so much or more."""
    return Aggregate(signal=signal, measure=Rise(), **span) >= least


def falls_by(signal: Signal[Q], least: Q, **span: Unpack[Over]) -> Statistic[Q]:
    """A sample is below an earlier one by so much or more."""
    return Aggregate(signal=signal, measure=Fall(), **span) >= least
