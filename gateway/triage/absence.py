"""No data as a symptom: a signal that was there has gone, while the car itself goes on."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Count, Quantity, Second
from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.triage.condition import Condition, HeldFor
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.needs import Needs, joined
from gateway.triage.prospect import Newest, Prospect, Seen, several
from gateway.triage.relation import Relation
from gateway.triage.spans import merged
from gateway.triage.track import Instants, Keep
from gateway.triage.truth import Truth
from gateway.triage.units import in_ms, minutes
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken_instant, spoken_span

Q = TypeVar("Q", bound=Quantity)

REMEMBERED = minutes(15)
"""So long after its last sample a signal may be missed; one that never was is not."""
LEAST_WORDS = 4
"""The car's phase must be told so often in the span, evenly: else the whole car was silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentFor(Condition, Generic[Q]):
    """Not measured for `span`, though it was before, in a car that spoke all the while.

    `during`: only a car that has been in this phase for all of it; None is any but asleep, in
    which components may well rest. Unknown once the last sample is older than `span` and
    `remembered` together.
    """

    signal: Signal[Q]
    span: Second
    during: Phase | None
    remembered: Second

    def __post_init__(self) -> None:
        if self.span.value <= 0 or self.remembered.value <= 0:
            raise InvalidValue(f"absent for {self.span}, missed for {self.remembered}")
        if self.signal.number == VEHICLE_PHASE.number:
            raise InvalidValue("a car that does not tell its phase is silent")

    def __str__(self) -> str:
        during = "awake" if self.during is None else self.during.name.lower()
        span = spoken_span(in_ms(self.span))
        return f"{self.signal.title} was not measured for {span} while {during}"

    @property
    def needs(self) -> Needs:
        keep = Keep(in_ms(self.span), in_ms(self.remembered))
        return joined((Needs({self.signal.number: keep}), self._spoke.needs))

    def truth(self, window: Window, at_ms: int) -> Truth:
        last = window.track(self.signal.number).latest(at_ms)
        if last is None:
            return Truth.UNKNOWN
        age_ms, span_ms = at_ms - last.at_ms, in_ms(self.span)
        if age_ms < span_ms:
            return Truth.FALSE
        if age_ms >= self._forgotten_ms:
            return Truth.UNKNOWN
        spoke = self._spoke.truth(window, at_ms) is Truth.TRUE
        return Truth.TRUE if spoke else Truth.UNKNOWN

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        span_ms = in_ms(self.span)
        if truth is Truth.FALSE:
            return self._seen(span_ms + back_ms)
        gone = self._gone if not back_ms else self._seen(self._forgotten_ms + back_ms)
        return several(2, (gone, self._spoke.prospect(Truth.TRUE, back_ms)))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        track, span_ms = window.track(self.signal.number), in_ms(self.span)
        ages = (0, span_ms, self._forgotten_ms)
        own = [track.between(after_ms - age, until_ms - age) + age for age in ages]
        return merged(*own, self._spoke.changes(window, after_ms, until_ms))

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        if self.truth(window, until_ms) is Truth.TRUE:
            return self._spoke.renewed(window, after_ms, until_ms)
        return bool(window.track(self.signal.number).between(after_ms, until_ms).size)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        last = window.track(self.signal.number).latest(at_ms)
        truth = self.truth(window, at_ms)
        if truth is Truth.UNKNOWN or last is None:
            return ()
        words = f"{self.signal.title} was last measured at {spoken_instant(last.at_ms)}"
        went_on = f", the car spoke until {spoken_instant(at_ms)}"
        return (sentence(words + (went_on if truth is Truth.TRUE else "")),)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return (self.signal.title, *self._spoke.missing(window, at_ms))

    @property
    def _spoke(self) -> HeldFor:
        """The car, all through the span."""
        often = Second(self.span.value / LEAST_WORDS)
        awake = Comparison(VEHICLE_PHASE, often, Relation.ABOVE, Count(Phase.ASLEEP))
        there = awake if self.during is None else InPhase(VEHICLE_PHASE, often, self.during)
        return HeldFor(there, self.span)

    @property
    def _forgotten_ms(self) -> int:
        """An older sample says nothing."""
        return in_ms(self.span) + in_ms(self.remembered)

    @property
    def _gone(self) -> Newest:
        return Newest(
            signal=self.signal.number,
            low=-np.inf,
            high=np.inf,
            lasting_ms=self._forgotten_ms,
            resting_ms=in_ms(self.span),
        )

    def _seen(self, lasting_ms: int) -> Seen:
        return Seen(signal=self.signal.number, low=-np.inf, high=np.inf, lasting_ms=lasting_ms)


def absent_for(
    signal: Signal[Q],
    span: Second,
    *,
    during: Phase | None = None,
    remembered: Second = REMEMBERED,
) -> AbsentFor[Q]:
    return AbsentFor(signal=signal, span=span, during=during, remembered=remembered)
