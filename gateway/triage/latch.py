"""What stands until the contrary is seen: between its two conditions it is not known."""

from dataclasses import dataclass

import numpy as np

from gateway.triage.condition import Condition, bracketed
from gateway.triage.needs import Needs, joined
from gateway.triage.prospect import Prospect
from gateway.triage.spans import merged
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import Window


@dataclass(frozen=True, slots=True)
class Latched(Condition):
    """True while `on` is, false while `off` is and `on` is not, and else not known.

    A finding neither opens nor ends by what is not known: it stands from `on` to `off`,
    however long that takes.
    """

    on: Condition
    off: Condition

    def __str__(self) -> str:
        return f"{bracketed(self.on)}, until {bracketed(self.off)}"

    @property
    def needs(self) -> Needs:
        return joined((self.on.needs, self.off.needs))

    def truth(self, window: Window, at_ms: int) -> Truth:
        if self.on.truth(window, at_ms) is Truth.TRUE:
            return Truth.TRUE
        off = self.off.truth(window, at_ms)
        return Truth.FALSE if off is Truth.TRUE else Truth.UNKNOWN

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        on, off = self.on.truths(window, at_ms), self.off.truths(window, at_ms)
        truths = np.where(off == Truth.TRUE, np.int8(Truth.FALSE), np.int8(Truth.UNKNOWN))
        return np.where(on == Truth.TRUE, np.int8(Truth.TRUE), truths)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        speaking = self.on if truth is Truth.TRUE else self.off
        return speaking.prospect(Truth.TRUE, back_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        both = self.on, self.off
        return merged(*(part.changes(window, after_ms, until_ms) for part in both))

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        speaking = self._speaking(self.truth(window, until_ms))
        return all(part.renewed(window, after_ms, until_ms) for part in speaking)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        truth = self.truth(window, at_ms)
        if truth is Truth.UNKNOWN:
            return ()
        [speaking] = self._speaking(truth)
        return speaking.evidence(window, at_ms)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        names = (*self.on.missing(window, at_ms), *self.off.missing(window, at_ms))
        return tuple(dict.fromkeys(names)) or (f"whether {self.off}",)

    def _speaking(self, truth: Truth) -> tuple[Condition, ...]:
        """Who decides that."""
        if truth is Truth.UNKNOWN:
            return self.on, self.off
        return (self.on,) if truth is Truth.TRUE else (self.off,)


def latched(*, on: Condition, off: Condition) -> Latched:
    return Latched(on, off)


def beginning(condition: Condition) -> Condition:
    """What makes it come true: of what stands until something else is so, the first half."""
    return condition.on if isinstance(condition, Latched) else condition
