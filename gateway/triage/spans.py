"""What lies in the span before an instant, and in many such spans at once."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from gateway.domain.quantity import Second
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.units import in_ms
from gateway.triage.window import Window


class Changing(Protocol):
    """A condition, as far as spans care."""

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants: ...

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]: ...


def merged(*moments: Instants) -> Instants:
    """Rising, each once: of the few that a window holds, much faster than np.unique."""
    every = np.concatenate(moments)
    every.sort()
    new = np.ones(len(every), np.bool_)
    np.not_equal(every[1:], every[:-1], out=new[1:])
    return every[new]


def moments(window: Window, at_ms: int, span: Second, *parts: Changing) -> Instants:
    """Both ends of the last `span`, and every instant between at which a part may change."""
    since_ms = at_ms - in_ms(span)
    inside = [part.changes(window, since_ms, at_ms) for part in parts]
    return merged(np.array([since_ms, at_ms]), *inside)


def changes_in_span(
    window: Window, after_ms: int, until_ms: int, span: Second, *parts: Changing
) -> Instants:
    """`changes` of what looks back for `span`: when something comes into it or leaves it."""
    span_ms = in_ms(span)
    come = np.concatenate([p.changes(window, after_ms - span_ms, until_ms) for p in parts])
    both = merged(come, come + span_ms)
    return both[(both > after_ms) & (both <= until_ms)]


def missing_in_span(
    window: Window, at_ms: int, span: Second, part: Changing
) -> tuple[str, ...]:
    """The names of the data for want of which something in the span is not known."""
    return missing_in_spans(window, np.array([at_ms]), span, part)


def missing_in_spans(
    window: Window, at_ms: Instants, span: Second, part: Changing
) -> tuple[str, ...]:
    """Likewise in the spans before each of these rising instants."""
    if not at_ms.size:
        return ()
    span_ms = in_ms(span)
    inside = part.changes(window, int(at_ms[0]) - span_ms, int(at_ms[-1]))
    instants = merged(at_ms - span_ms, at_ms, inside)
    spans = at_ms.searchsorted(instants), at_ms.searchsorted(instants + span_ms, side="right")
    asked = instants[spans[0] < spans[1]]
    return part.missing_at(window, asked) or (f"more of: {part}",)


def worst_in_spans(
    truths: Truths, firsts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> Truths:
    """The least of each `truths[first:end]`, none of which is empty."""
    false, doubtful = _counted(truths == Truth.FALSE), _counted(truths != Truth.TRUE)
    worst = np.where(doubtful[ends] > doubtful[firsts], np.int8(0), np.int8(1))
    return np.where(false[ends] > false[firsts], np.int8(-1), worst)


def _counted(facts: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """How many there are before each place, and in all."""
    return np.concatenate((np.zeros(1, np.intp), np.cumsum(facts, dtype=np.intp)))
