"""Conditions over signals: `latest(HV_BATTERY_VOLTAGE) < volts(300)`, `phase(Phase.PARKED)`."""

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Count, Quantity, Second
from gateway.domain.signal import (
    SOFTWARE_UPDATE_PHASE,
    VEHICLE_PHASE,
    Phase,
    Signal,
    UpdatePhase,
)
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs
from gateway.triage.prospect import Newest, Prospect, Seen, several
from gateway.triage.relation import Comparable, Relation, as_sent
from gateway.triage.track import Instants, Keep, Sample
from gateway.triage.truth import Certain, Truth, Truths, known
from gateway.triage.units import in_ms, minutes
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken, spoken_instant

Q = TypeVar("Q", bound=Quantity)

FRESH = minutes(5)
"""A sample speaks for so long, unless a rule says otherwise; then its signal is not known."""


@dataclass(frozen=True, slots=True)
class _Measured(Condition, Generic[Q]):
    """A condition over the latest sample of one signal."""

    signal: Signal[Q]
    within: Second

    @property
    def needs(self) -> Needs:
        return Needs({self.signal.number: Keep(0, in_ms(self.within))})

    def sample(self, window: Window, at_ms: int) -> Sample | None:
        sample = window.track(self.signal.number).latest(at_ms)
        fresh = sample is not None and at_ms - sample.at_ms < in_ms(self.within)
        return sample if fresh else None

    @abstractmethod
    def holds(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """Of each value by itself."""

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        track = window.track(self.signal.number)
        if not track.at_ms.size:
            return np.zeros(len(at_ms), np.int8)
        newest = track.at_ms.searchsorted(at_ms, side="right") - 1
        age_ms = at_ms - track.at_ms[newest]  # negative before the first sample
        fresh = (newest >= 0) & (age_ms < in_ms(self.within))
        truths = np.where(self.holds(track.values), np.int8(1), np.int8(-1))[newest]
        return np.where(fresh, truths, np.int8(0))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        fresh_ms = in_ms(self.within)
        track = window.track(self.signal.number)
        measured = track.between(after_ms, until_ms)
        stale = track.between(after_ms - fresh_ms, until_ms - fresh_ms) + fresh_ms
        return np.concatenate((measured, stale))

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return bool(window.track(self.signal.number).between(after_ms, until_ms).size)

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        measured = window.track(self.signal.number).at_ms
        before = measured.searchsorted(after_ms, side="right")
        return np.asarray(measured.searchsorted(until_ms, side="right") > before)

    def seen(self, low: float, high: float, back_ms: int) -> Prospect:
        """A sample between these, that still spoke for its signal `back_ms` ago."""
        lasting_ms, number = in_ms(self.within) + back_ms, self.signal.number
        if not back_ms:
            return Newest(signal=number, low=low, high=high, lasting_ms=lasting_ms)
        return Seen(signal=number, low=low, high=high, lasting_ms=lasting_ms)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return (self.signal.title,) if self.sample(window, at_ms) is None else ()

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        known = self.truths(window, at_ms) != Truth.UNKNOWN
        return () if known.all() else (self.signal.title,)


@dataclass(frozen=True, slots=True)
class Comparison(_Measured[Q]):
    """The limit is compared as float32, the precision in which values arrive."""

    relation: Relation
    limit: Q

    def __post_init__(self) -> None:
        if type(self.limit) is not self.signal.quantity or math.isnan(self.limit.value):
            raise InvalidValue(f"{self.signal.name} is not compared with {self.limit}")

    def __str__(self) -> str:
        return f"{self.signal.title} is {self.relation.value} {spoken(self.limit)}"

    def truth(self, window: Window, at_ms: int) -> Truth:
        sample = self.sample(window, at_ms)
        return Truth.UNKNOWN if sample is None else known(self._holds(sample))

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        relation = self.relation if truth is Truth.TRUE else self.relation.opposite
        return self.seen(*relation.bounds(as_sent(self.limit.value)), back_ms)

    def holds(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        return self.relation.holds_of(values, as_sent(self.limit.value))

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        sample = self.sample(window, at_ms)
        if sample is None:
            return ()
        value = spoken(self.signal.quantity(sample.value))
        relation = f"{'' if self._holds(sample) else 'not '}{self.relation.value}"
        words = f"{self.signal.title} was {value} at {spoken_instant(sample.at_ms)}"
        return (sentence(f"{words}, {relation} {spoken(self.limit)}"),)

    def _holds(self, sample: Sample) -> bool:
        return self.relation.holds(sample.value, as_sent(self.limit.value))


@dataclass(frozen=True, slots=True)
class InPhase(_Measured[Q]):
    phase: Phase | UpdatePhase

    def __str__(self) -> str:
        return f"{self._subject} is {self._word}"

    def truth(self, window: Window, at_ms: int) -> Truth:
        sample = self.sample(window, at_ms)
        return Truth.UNKNOWN if sample is None else known(sample.value == self.phase)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        if truth is Truth.TRUE:
            return self.seen(self.phase, self.phase, back_ms)
        others = (Relation.BELOW.bounds(self.phase), Relation.ABOVE.bounds(self.phase))
        return several(1, (self.seen(*bounds, back_ms) for bounds in others))

    def holds(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        return np.equal(values, np.float32(self.phase))

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        sample = self.sample(window, at_ms)
        if sample is None:
            return ()
        was = "was" if sample.value == self.phase else "was not"
        instant = spoken_instant(sample.at_ms)
        return (sentence(f"{self._subject} {was} {self._word} at {instant}"),)

    @property
    def _subject(self) -> str:
        return "the car" if isinstance(self.phase, Phase) else "the software update"

    @property
    def _word(self) -> str:
        return self.phase.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True, eq=False)
class Latest(Comparable[Q, Comparison[Q]], Generic[Q]):
    """The newest sample of a signal, waiting to be compared with a quantity of its unit."""

    signal: Signal[Q]
    within: Second

    def compared(self, relation: Relation, limit: Q) -> Comparison[Q]:
        return Comparison(self.signal, self.within, relation, limit)


def latest(signal: Signal[Q], *, within: Second = FRESH) -> Latest[Q]:
    return Latest(signal, within)


def update_phase(which: UpdatePhase, *, within: Second = FRESH) -> InPhase[Count]:
    return InPhase(SOFTWARE_UPDATE_PHASE, within, which)


def phase(which: Phase, *, within: Second = FRESH) -> InPhase[Count]:
    return InPhase(VEHICLE_PHASE, within, which)
