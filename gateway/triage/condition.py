"""Conditions: frozen, three-valued, read aloud by `str`, combined by words instead of `and`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Second
from gateway.triage.needs import Needs, joined
from gateway.triage.prospect import ALWAYS, Prospect, several
from gateway.triage.spans import (
    changes_in_span,
    merged,
    missing_in_span,
    missing_in_spans,
    moments,
    worst_in_spans,
)
from gateway.triage.track import Instants
from gateway.triage.truth import Certain, Truth, Truths
from gateway.triage.units import in_ms
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken_span


class Condition(ABC):
    """What may be true, false or not known of a vehicle at an instant.

    Instants are event times in milliseconds. Between two `changes` the truth stands still.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        msg = "a condition is not true by itself; combine with all_of, any_of, not_"
        raise TypeError(msg)

    def held_for(self, span: Second) -> "HeldFor":
        return HeldFor(self, span)

    @abstractmethod
    def __str__(self) -> str: ...

    @property
    @abstractmethod
    def needs(self) -> Needs: ...

    @abstractmethod
    def truth(self, window: Window, at_ms: int) -> Truth: ...

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        """`truth` at each of these instants."""
        return np.array([self.truth(window, each) for each in at_ms.tolist()], np.int8)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:  # noqa: ARG002
        """What must have been seen to be so true (or so false) at any instant of `back_ms`.

        A condition that does not say is asked after every report.
        """
        return ALWAYS

    @abstractmethod
    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        """Every instant in (after, until] at which the truth may be another than before."""

    @abstractmethod
    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        """Whether what decides the truth at `until_ms` was measured again after `after_ms`."""

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        """`renewed` of each of these spans."""
        spans = zip(after_ms.tolist(), until_ms.tolist(), strict=True)
        return np.array([self.renewed(window, *span) for span in spans], np.bool_)

    @abstractmethod
    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        """One sentence a measured fact, for what has been decided."""

    @abstractmethod
    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        """The names of the data for want of which something is not known."""

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        """`missing` of these rising instants together, each name once."""
        return _once(name for each in at_ms.tolist() for name in self.missing(window, each))


@dataclass(frozen=True, slots=True)
class AtLeast(Condition):
    """At least `count` of the parts; all of them and any of them are special cases."""

    count: int
    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.count <= len(self.parts):
            raise InvalidValue(f"at least {self.count} of {len(self.parts)} conditions")

    def __str__(self) -> str:
        words = [bracketed(part) for part in self.parts]
        if self.count == len(words):
            return " and ".join(words)
        if self.count == 1:
            return " or ".join(words)
        return f"at least {self.count} of: {'; '.join(words)}"

    @property
    def needs(self) -> Needs:
        return joined(part.needs for part in self.parts)

    def truth(self, window: Window, at_ms: int) -> Truth:
        return sorted(part.truth(window, at_ms) for part in self.parts)[-self.count]

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        truths: Truths = np.stack([part.truths(window, at_ms) for part in self.parts])
        return np.asarray(np.sort(truths, axis=0)[-self.count])

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        fails = len(self.parts) - self.count + 1
        enough = self.count if truth is Truth.TRUE else fails
        return several(enough, (part.prospect(truth, back_ms) for part in self.parts))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return merged(*(part.changes(window, after_ms, until_ms) for part in self.parts))

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        truth = self.truth(window, until_ms)
        enough = self.count if truth is Truth.TRUE else len(self.parts) - self.count + 1
        renewed = [
            part
            for part in self.parts
            if part.truth(window, until_ms) is truth
            and part.renewed(window, after_ms, until_ms)
        ]
        return len(renewed) >= enough

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        truths = np.stack([part.truths(window, until_ms) for part in self.parts])
        truth = np.sort(truths, axis=0)[-self.count]
        renewed = np.stack([part.renewals(window, after_ms, until_ms) for part in self.parts])
        fails = len(self.parts) - self.count + 1
        enough = np.where(truth == Truth.TRUE, self.count, fails)
        return np.asarray((renewed & (truths == truth)).sum(axis=0) >= enough)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        truth = self.truth(window, at_ms)
        speaking = (part for part in self.parts if part.truth(window, at_ms) is truth)
        return _once(line for part in speaking for line in part.evidence(window, at_ms))

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return _once(name for part in self.parts for name in part.missing(window, at_ms))

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        return _once(name for part in self.parts for name in part.missing_at(window, at_ms))


@dataclass(frozen=True, slots=True)
class Not(Condition):
    part: Condition

    def __str__(self) -> str:
        return f"not ({self.part})"

    @property
    def needs(self) -> Needs:
        return self.part.needs

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self.part.truth(window, at_ms).negated

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        return -self.part.truths(window, at_ms)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        return self.part.prospect(truth.negated, back_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return self.part.changes(window, after_ms, until_ms)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self.part.renewed(window, after_ms, until_ms)

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        return self.part.renewals(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return self.part.evidence(window, at_ms)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return self.part.missing(window, at_ms)

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        return self.part.missing_at(window, at_ms)


@dataclass(frozen=True, slots=True)
class HeldFor(Condition):
    """True through the whole of the last `span`, measured at its start and again within it.

    One moment of false in it is enough for false; a gap in it is not known.
    """

    part: Condition
    span: Second

    def __post_init__(self) -> None:
        if not self.span.value > 0:
            raise InvalidValue(f"held for {self.span}")

    def __str__(self) -> str:
        return f"{bracketed(self.part)} for at least {spoken_span(in_ms(self.span))}"

    @property
    def needs(self) -> Needs:
        return self.part.needs.held(in_ms(self.span))

    def truth(self, window: Window, at_ms: int) -> Truth:
        worst = self.part.truth(window, at_ms)
        if worst is Truth.FALSE:
            return worst
        truths = self.part.truths(window, moments(window, at_ms, self.span, self.part))
        worst = min(worst, Truth(int(truths.min())))
        if worst is Truth.FALSE:
            return worst
        renewed = self.part.renewed(window, at_ms - in_ms(self.span), at_ms)
        return worst if renewed else Truth.UNKNOWN

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        """The spans overlap: what lies in several of them is asked once."""
        if not at_ms.size:
            return np.empty(0, np.int8)
        since_ms = at_ms - in_ms(self.span)
        inside = self.part.changes(window, int(since_ms.min()), int(at_ms.max()))
        instants = merged(since_ms, at_ms, inside)
        part = self.part.truths(window, instants)
        firsts, ends = instants.searchsorted(since_ms), instants.searchsorted(at_ms, "right")
        truths = worst_in_spans(part, firsts, ends)
        open_ = np.flatnonzero(truths != Truth.FALSE)
        renewed = self.part.renewals(window, since_ms[open_], at_ms[open_])
        truths[open_[~renewed]] = Truth.UNKNOWN
        return truths

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        """One false moment in the span is false; what is true throughout is true at its end."""
        span_ms = 0 if truth is Truth.TRUE else in_ms(self.span)
        return self.part.prospect(truth, back_ms + span_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return changes_in_span(window, after_ms, until_ms, self.span, self.part)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self.part.renewed(window, after_ms, until_ms)

    def renewals(self, window: Window, after_ms: Instants, until_ms: Instants) -> Certain:
        return self.part.renewals(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        truth = self.truth(window, at_ms)
        instants = moments(window, at_ms, self.span, self.part)
        told = instants[self.part.truths(window, instants) == truth]
        lines = self.part.evidence(window, int(told[-1])) if told.size else ()
        if truth is not Truth.TRUE:
            return lines
        span = spoken_span(in_ms(self.span))
        return (*lines, sentence(f"this has held for at least {span}"))

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return missing_in_span(window, at_ms, self.span, self.part)

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        unknown = at_ms[self.truths(window, at_ms) == Truth.UNKNOWN]
        return missing_in_spans(window, unknown, self.span, self.part)


def all_of(*parts: Condition) -> AtLeast:
    return AtLeast(len(parts), parts)


def any_of(*parts: Condition) -> AtLeast:
    return AtLeast(1, parts)


def at_least(count: int, *parts: Condition) -> AtLeast:
    return AtLeast(count, parts)


def not_(part: Condition) -> Not:
    return Not(part)


def bracketed(part: Condition) -> str:
    return f"({part})" if isinstance(part, AtLeast) and len(part.parts) > 1 else str(part)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
