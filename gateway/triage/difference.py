"""Two signals against each other: `difference(HV_CELL_VOLTAGE_MAX, …_MIN) > volts(0.1)`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Quantity, Second
from gateway.domain.signal import Signal
from gateway.triage.condition import Condition
from gateway.triage.measured import FRESH
from gateway.triage.needs import Needs, joined
from gateway.triage.present import Present, Wanted
from gateway.triage.prospect import Prospect, Seen, Shown, several
from gateway.triage.relation import Comparable, Relation, as_sent
from gateway.triage.spans import merged
from gateway.triage.track import Instants, Keep
from gateway.triage.truth import Truth, Truths, known
from gateway.triage.units import in_ms, seconds
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken, spoken_instant

Q = TypeVar("Q", bound=Quantity)

TOGETHER = seconds(30)
"""Samples that lie further apart do not belong together, unless a rule says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Comparable[Q, "Differs[Q]"], Generic[Q]):
    """The newest sample of `one` less that of `other`, waiting to be compared."""

    one: Signal[Q]
    other: Signal[Q]
    within: Second
    together: Second

    def __post_init__(self) -> None:
        if self.one.quantity is not self.other.quantity:
            raise InvalidValue(f"{self.one.name} and {self.other.name} differ in their unit")

    def __str__(self) -> str:
        return f"{self.one.title} less {self.other.title}"

    def compared(self, relation: Relation, limit: Q) -> "Differs[Q]":
        return Differs(self, relation, limit)

    @property
    def signals(self) -> tuple[Signal[Q], Signal[Q]]:
        return self.one, self.other

    def between(self, window: Window, at_ms: int) -> tuple[float, float] | None:
        """The two values; None while one is not known, or is much older than the other."""
        samples = [window.track(signal.number).latest(at_ms) for signal in self.signals]
        one, other = samples
        if one is None or other is None:
            return None
        oldest_ms, newest_ms = sorted((one.at_ms, other.at_ms))
        if at_ms - oldest_ms >= in_ms(self.within):
            return None
        apart = newest_ms - oldest_ms > in_ms(self.together)
        return None if apart else (one.value, other.value)


@dataclass(frozen=True, slots=True)
class Differs(Condition, Generic[Q]):
    difference: Difference[Q]
    relation: Relation
    limit: Q

    def __post_init__(self) -> None:
        quantity = self.difference.one.quantity
        if type(self.limit) is not quantity or math.isnan(self.limit.value):
            raise InvalidValue(f"{self.difference} is not compared with {self.limit}")

    def __str__(self) -> str:
        return f"{self.difference} is {self.relation.value} {spoken(self.limit)}"

    @property
    def needs(self) -> Needs:
        keep = Keep(0, in_ms(self.difference.within))
        return joined(Needs({signal.number: keep}) for signal in self.difference.signals)

    def truth(self, window: Window, at_ms: int) -> Truth:
        values = self.difference.between(window, at_ms)
        return Truth.UNKNOWN if values is None else known(self._holds(*values))

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        one, other = (window.track(each.number) for each in self.difference.signals)
        if not one.at_ms.size or not other.at_ms.size:
            return np.zeros(len(at_ms), np.int8)
        rows = one.at_ms.searchsorted(at_ms, side="right") - 1
        other_rows = other.at_ms.searchsorted(at_ms, side="right") - 1
        then, other_then = one.at_ms[rows], other.at_ms[other_rows]
        there = (rows >= 0) & (other_rows >= 0)
        there &= at_ms - np.minimum(then, other_then) < in_ms(self.difference.within)
        there &= np.abs(then - other_then) <= in_ms(self.difference.together)
        apart = one.values[rows].astype(np.float64) - other.values[other_rows]
        holds = self.relation.holds_of(apart, as_sent(self.limit.value))
        return np.where(there, np.where(holds, np.int8(1), np.int8(-1)), np.int8(0))

    def shown(self, present: Present) -> Truths:
        """Of the newest samples."""
        found: Truths = Differences([self]).shown(present)[0]
        return found

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        """It is so now; further back, both have been measured."""
        if not back_ms:
            return Shown(self, truth)
        lasting_ms = in_ms(self.difference.within) + back_ms
        return several(
            2,
            (
                Seen(signal=each.number, low=-math.inf, high=math.inf, lasting_ms=lasting_ms)
                for each in self.difference.signals
            ),
        )

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        ages = (0, in_ms(self.difference.within))
        tracks = [window.track(each.number) for each in self.difference.signals]
        moved = [
            t.between(after_ms - age, until_ms - age) + age for t in tracks for age in ages
        ]
        return merged(*moved)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        tracks = [window.track(each.number) for each in self.difference.signals]
        return all(track.between(after_ms, until_ms).size for track in tracks)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        values = self.difference.between(window, at_ms)
        if values is None:
            return ()
        one, other = (spoken(self.difference.one.quantity(value)) for value in values)
        relation = f"{'' if self._holds(*values) else 'not '}{self.relation.value}"
        titles = " and ".join(each.title for each in self.difference.signals)
        words = f"{titles} were {one} and {other} at {spoken_instant(at_ms)}"
        return (sentence(f"{words}, their difference is {relation} {spoken(self.limit)}"),)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return tuple(each.title for each in self.difference.signals)

    def _holds(self, one: float, other: float) -> bool:
        return self.relation.holds(one - other, as_sent(self.limit.value))


class Differences:
    """Many comparisons of newest samples, looked at together."""

    def __init__(self, asked: Sequence[Differs[Any]]) -> None:
        pairs = [each.difference for each in asked]
        self._ones = Wanted(pair.one.number for pair in pairs)
        self._others = Wanted(pair.other.number for pair in pairs)
        within_ms = [in_ms(pair.within) for pair in pairs]
        together_ms = [in_ms(pair.together) for pair in pairs]
        self._within_ms = np.array(within_ms, np.float64)[:, None]
        self._together_ms = np.array(together_ms, np.float64)[:, None]
        bounds = [each.relation.at_most(as_sent(each.limit.value)) for each in asked]
        self._bounds = np.array([bound for bound, _ in bounds], np.float64)[:, None]
        self._beyond = np.array([beyond for _, beyond in bounds], np.bool_)[:, None]

    def shown(self, present: Present) -> Truths:
        """int8[asked, n]."""
        one, other = self._ones.rows(present), self._others.rows(present)
        then, other_then = present.times.take(one, axis=0), present.times.take(other, axis=0)
        oldest = np.minimum(then, other_then)
        there = oldest > present.at_ms - self._within_ms
        there &= np.maximum(then, other_then) <= oldest + self._together_ms
        apart = present.values.take(one, axis=0).astype(np.float64)
        apart -= present.values.take(other, axis=0)
        holds = (apart <= self._bounds) != self._beyond
        truths: Truths = (holds.view(np.int8) * 2 - 1) * there
        return truths


def difference(
    one: Signal[Q], other: Signal[Q], *, within: Second = FRESH, together: Second = TOGETHER
) -> Difference[Q]:
    return Difference(one=one, other=other, within=within, together=together)
