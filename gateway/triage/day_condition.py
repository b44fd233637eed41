"""What all conditions over days have in common: a survey asks them, no report does."""

from abc import abstractmethod

import numpy as np

from gateway.triage.condition import Condition
from gateway.triage.days import Days
from gateway.triage.prospect import NEVER, Prospect
from gateway.triage.track import Instants
from gateway.triage.truth import Truth
from gateway.triage.window import Window


class DayCondition(Condition):
    """Not known of a window without days, which is what every report is judged by."""

    __slots__ = ()

    @abstractmethod
    def decided(self, days: Days) -> Truth: ...

    @abstractmethod
    def told(self, days: Days) -> str | None:
        """The measured fact; None where nothing is decided."""

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What is missing where nothing is decided."""

    def truth(self, window: Window, at_ms: int) -> Truth:  # noqa: ARG002
        return Truth.UNKNOWN if window.days is None else self.decided(window.days)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:  # noqa: ARG002
        return NEVER

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:  # noqa: ARG002
        return np.empty(0, np.int64)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:  # noqa: ARG002
        return False

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:  # noqa: ARG002
        line = None if window.days is None else self.told(window.days)
        return () if line is None else (line,)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:  # noqa: ARG002
        if window.days is None or self.decided(window.days) is not Truth.UNKNOWN:
            return ()
        return (self.wanted,)
