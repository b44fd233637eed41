"""Conditions over what another has been: at some time, so often, since it was last decided."""

from dataclasses import dataclass

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Second
from gateway.triage.condition import (
    Condition,
    HeldFor,
    Not,
    bracketed,
)
from gateway.triage.needs import Needs, joined
from gateway.triage.prospect import Prospect, several
from gateway.triage.spans import (
    changes_in_span,
    missing_in_span,
    missing_in_spans,
    moments,
)
from gateway.triage.track import Instants
from gateway.triage.truth import Certain, Truth, Truths
from gateway.triage.units import in_ms
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken_span


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """True at some instant of the last `span`; false when it was false through all of it."""

    part: Condition
    span: Second

    def __post_init__(self) -> None:
        _check(self.span)

    def __str__(self) -> str:
        span = spoken_span(in_ms(self.span))
        return f"{bracketed(self.part)} at some time in the last {span}"

    @property
    def _never(self) -> HeldFor:
        return HeldFor(Not(self.part), self.span)

    @property
    def needs(self) -> Needs:
        return self._never.needs

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self._never.truth(window, at_ms).negated

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        return -self._never.truths(window, at_ms)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        return self._never.prospect(truth.negated, back_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return self._never.changes(window, after_ms, until_ms)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self._never.renewed(window, after_ms, until_ms)

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        return self._never.renewals(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return self._never.evidence(window, at_ms)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return missing_in_span(window, at_ms, self.span, self.part)

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        unknown = at_ms[self.truths(window, at_ms) == Truth.UNKNOWN]
        return missing_in_spans(window, unknown, self.span, self.part)


@dataclass(frozen=True, slots=True)
class CameTrue(Condition):
    """The part became true, having been false, `count` times or more within the last `span`.

    What was unknown between false and true counts once; in any other place it may hide more.
    """

    part: Condition
    span: Second
    count: int

    def __post_init__(self) -> None:
        _check(self.span)
        if self.count < 1:
            raise InvalidValue(f"at least {self.count} times")
        if self.part.needs.components:
            msg = "only the newest word of a component is kept; count with occurrences()"
            raise InvalidValue(msg)

    def __str__(self) -> str:
        span = spoken_span(in_ms(self.span))
        return f"{bracketed(self.part)} {_times(self.count)} or more within {span}"

    @property
    def needs(self) -> Needs:
        return self.part.needs.held(in_ms(self.span))

    def truth(self, window: Window, at_ms: int) -> Truth:
        came, certain = self._came(window, at_ms)
        if len(came) >= self.count:
            return Truth.TRUE
        return Truth.FALSE if certain else Truth.UNKNOWN

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        """It has been both, or is the one or the other now."""
        span_ms = in_ms(self.span) if truth is Truth.TRUE else 0
        both = (Truth.TRUE, Truth.FALSE)
        parts = (self.part.prospect(each, back_ms + span_ms) for each in both)
        return several(2 if truth is Truth.TRUE else 1, parts)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return changes_in_span(window, after_ms, until_ms, self.span, self.part)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self.part.renewed(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        came, _ = self._came(window, at_ms)
        span = spoken_span(in_ms(self.span))
        times = sentence(f"this has come about {_times(len(came))} within {span}")
        return (*self.part.evidence(window, int(came[-1]) if came.size else at_ms), times)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return missing_in_span(window, at_ms, self.span, self.part)

    def _came(self, window: Window, at_ms: int) -> tuple[Instants, bool]:
        """When it became true, and whether there is no doubt that this is all."""
        instants = moments(window, at_ms, self.span, self.part)
        truths = self.part.truths(window, instants)
        told = truths != Truth.UNKNOWN
        instants, known = instants[told], truths[told]
        certain = bool(told.all()) and self.part.renewed(
            window, at_ms - in_ms(self.span), at_ms
        )
        return instants[1:][known[1:] > known[:-1]], certain


@dataclass(frozen=True, slots=True)
class CountWithin:
    """How often a condition came true within a span, waiting to be compared."""

    part: Condition
    span: Second

    def __ge__(self, count: int) -> CameTrue:
        return CameTrue(self.part, self.span, count)


@dataclass(frozen=True, slots=True)
class Hysteresis(Condition):
    """True from when `on` was true until `off` is; where both are, `on` has its way.

    What lies further back than `span` is forgotten, and a gap in which the other of the two may
    have been true leaves it unknown.
    """

    on: Condition
    off: Condition
    span: Second

    def __post_init__(self) -> None:
        _check(self.span)

    def __str__(self) -> str:
        return f"{bracketed(self.on)}, and since then not {bracketed(self.off)}"

    @property
    def needs(self) -> Needs:
        return joined((self.on.needs, self.off.needs)).held(in_ms(self.span))

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self._decided(window, at_ms)[0]

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        turned = self.on if truth is Truth.TRUE else self.off
        return turned.prospect(Truth.TRUE, back_ms + in_ms(self.span))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return changes_in_span(window, after_ms, until_ms, self.span, self.on, self.off)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        """What would have turned it over has been looked at."""
        other = self.off if self.truth(window, until_ms) is Truth.TRUE else self.on
        return other.renewed(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        truth, decided_ms = self._decided(window, at_ms)
        if truth is Truth.UNKNOWN:
            return ()
        turned, other = (self.on, self.off) if truth is Truth.TRUE else (self.off, self.on)
        lines = (*turned.evidence(window, decided_ms), *other.evidence(window, at_ms))
        return tuple(dict.fromkeys(lines))

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        names = (*self.on.missing(window, at_ms), *self.off.missing(window, at_ms))
        return tuple(dict.fromkeys(names)) or (f"since when {self.on}",)

    def _decided(self, window: Window, at_ms: int) -> tuple[Truth, int]:
        """And since when."""
        instants = moments(window, at_ms, self.span, self.on, self.off)
        on, off = self.on.truths(window, instants), self.off.truths(window, instants)
        turns = np.flatnonzero((on == Truth.TRUE) | (off == Truth.TRUE))
        if not turns.size:
            return Truth.UNKNOWN, at_ms
        last = int(turns[-1])
        truth = Truth.TRUE if on[last] == Truth.TRUE else Truth(int(on[last]))
        against = off if truth is Truth.TRUE else on
        gap = bool((against[last + 1 :] == Truth.UNKNOWN).any())
        return Truth.UNKNOWN if gap else truth, int(instants[last])


def within(part: Condition, span: Second) -> Within:
    return Within(part, span)


def count_within(part: Condition, span: Second) -> CountWithin:
    """As `count_within(LOW, minutes(10)) >= 3`."""
    return CountWithin(part, span)


def hysteresis(*, on: Condition, off: Condition, span: Second) -> Hysteresis:
    return Hysteresis(on, off, span)


def _check(span: Second) -> None:
    if not span.value > 0:
        raise InvalidValue(f"looks back for {span}")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
