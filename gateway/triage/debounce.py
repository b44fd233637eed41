"""Debouncing as in ISO 14229-1, annex D: a counter that climbs and falls, and latches."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Second
from gateway.triage.condition import Condition, bracketed
from gateway.triage.needs import Needs
from gateway.triage.prospect import Prospect
from gateway.triage.spans import missing_in_span
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.units import in_ms, seconds
from gateway.triage.window import Window
from gateway.triage.wording import sentence, spoken_span

TICK = seconds(10)
MOST_TICKS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Debounced(Condition):
    """True from when the counter is full until it is empty, false from empty until full.

    It looks every `tick` of event time; `rises_in` of true in all fill it, `falls_in` of false
    empty it. How it stood `span` ago is not known, and no more what it does while the part is
    unknown: the answer is known when the fullest and the emptiest counter agree.
    """

    part: Condition
    rises_in: Second
    falls_in: Second
    span: Second
    tick: Second

    def __post_init__(self) -> None:
        every_ms = in_ms(self.tick)
        spans = [in_ms(each) for each in (self.rises_in, self.falls_in, self.span)]
        if every_ms <= 0 or any(each <= 0 or each % every_ms for each in spans):
            raise InvalidValue(f"debounced in other than whole steps of {self.tick}")
        if not max(spans[:2]) <= spans[2] <= MOST_TICKS * every_ms:
            raise InvalidValue(f"debounced over {self.span}")

    def __str__(self) -> str:
        up, down = (spoken_span(in_ms(each)) for each in (self.rises_in, self.falls_in))
        return f"{bracketed(self.part)} (debounced: {up} up, {down} down)"

    @property
    def needs(self) -> Needs:
        return self.part.needs.held(in_ms(self.span))

    def truth(self, window: Window, at_ms: int) -> Truth:
        up, down = (in_ms(each) // in_ms(self.tick) for each in (self.rises_in, self.falls_in))
        counter = _Counter(up=up, down=down)
        truths = self._past(window, at_ms)
        if counter.is_filled_by(truths == Truth.TRUE, full=False):
            return Truth.TRUE
        perhaps = counter.is_filled_by(truths != Truth.FALSE, full=True)
        return Truth.UNKNOWN if perhaps else Truth.FALSE

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        return self.part.prospect(truth, back_ms + in_ms(self.span))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:  # noqa: ARG002
        return self._ticks(after_ms, until_ms)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self.part.renewed(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        truth = self.truth(window, at_ms)
        if truth is Truth.UNKNOWN:
            return ()
        ticks = self._ticks(*self._span(at_ms))[self._past(window, at_ms) == truth]
        was = "was" if truth is Truth.TRUE else "was not"
        looks = f"{len(ticks)} of {in_ms(self.span) // in_ms(self.tick)} looks"
        words = f"this {was} so at {looks} in the last {spoken_span(in_ms(self.span))}"
        return (*self.part.evidence(window, int(ticks[-1])), sentence(words))

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        return missing_in_span(window, at_ms, self.span, self.part)

    def _past(self, window: Window, at_ms: int) -> Truths:
        return self.part.truths(window, self._ticks(*self._span(at_ms)))

    def _span(self, at_ms: int) -> tuple[int, int]:
        """Up to the last tick, and so long before."""
        last_ms = at_ms - at_ms % in_ms(self.tick)
        return last_ms - in_ms(self.span), last_ms

    def _ticks(self, after_ms: int, until_ms: int) -> Instants:
        every_ms = in_ms(self.tick)
        first, end = after_ms // every_ms + 1, until_ms // every_ms + 1
        return np.arange(first, end, dtype=np.int64) * every_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """`up` steps of true fill it, `down` steps of false empty it."""

    up: int
    down: int

    def is_filled_by(self, steps: Iterable[np.bool_], *, full: bool) -> bool:
        """Whether it ends as one that was full later than it was empty."""
        top = self.up * self.down
        filled, level = full, top if full else 0
        for climbs in steps:
            level = level + self.down if climbs else level - self.up
            level = min(max(level, 0), top)
            filled = level == top or (filled and level > 0)
        return filled


def debounced(
    part: Condition, *, rises_in: Second, falls_in: Second, span: Second, tick: Second = TICK
) -> Debounced:
    return Debounced(part=part, rises_in=rises_in, falls_in=falls_in, span=span, tick=tick)
