"""A root cause at work in one car: when it acts, and what interventions have done to it."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from simulator.components.surroundings import ResetType
from simulator.faults.root_cause import Outcome, Response, RootCause, RootCauseId


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """A root cause of the library and the world time at which it begins."""

    root_cause_id: RootCauseId
    onset_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedTruth:
    """What really happened to one code of an injected fault.

    set_at_s: when testFailed first became 1, None if it has not. cured_at_s: when the cause was
    cured by an intervention or went away by itself. cascade: the code follows from another.
    """

    root_cause_id: RootCauseId
    component: str
    dtc: int
    cascade: bool
    onset_s: float
    set_at_s: float | None
    cured_at_s: float | None


class Fault:
    __slots__ = ("_ends_s", "_masked_until_s", "_set_at_s", "cause", "onset_s")

    def __init__(self, cause: RootCause, onset_s: float) -> None:
        self.cause = cause
        self.onset_s = onset_s
        self._masked_until_s = -math.inf
        self._ends_s = math.inf
        self._set_at_s: dict[tuple[str, int], float] = {}

    def acts(self, now_s: float) -> bool:
        begins_s = self.acts_since_s
        if not begins_s <= now_s < self._ends_s:
            return False
        pattern = self.cause.intermittence
        if pattern is None:
            return True
        return (now_s - self.onset_s) % (pattern.acts_s + pattern.rests_s) < pattern.acts_s

    @property
    def acts_since_s(self) -> float:
        """The onset, or the end of the last mask."""
        return max(self.onset_s, self._masked_until_s)

    def next_change_s(self, now_s: float) -> float:
        """The next moment after `now_s` at which `acts` may turn; infinite if there is none."""
        moments = [self.onset_s, self._masked_until_s, self._ends_s]
        pattern = self.cause.intermittence
        if pattern is not None and now_s >= self.onset_s:
            period_s = pattern.acts_s + pattern.rests_s
            turn_s = now_s - (now_s - self.onset_s) % period_s
            moments += [turn_s + pattern.acts_s, turn_s + period_s]
        return min((moment for moment in moments if moment > now_s), default=math.inf)

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> None:
        if component == self.cause.component:
            responses = self.cause.responses
            soft = kind is ResetType.SOFT
            self._respond(responses.soft_reset if soft else responses.hard_reset, now_s)

    def was_cleared(self, component: str, dtcs: Collection[int], now_s: float) -> None:
        codes = self.cause.codes
        if any(code.component == component and code.dtc in dtcs for code in codes):
            self._respond(self.cause.responses.clear, now_s)

    def lost_power(self, now_s: float) -> None:
        self._respond(self.cause.responses.power_loss, now_s)

    def _respond(self, response: Response, now_s: float) -> None:
        if now_s < self.onset_s:
            return
        match response.outcome:
            case Outcome.CURES:
                self._ends_s = min(self._ends_s, now_s)
            case Outcome.MASKS:
                self._masked_until_s = now_s + response.for_s
            case Outcome.NOTHING:
                pass

    def code_was_set(self, component: str, dtc: int, now_s: float) -> None:
        """Note the first time that one of its codes is set after the onset."""
        expected = any(
            (code.component, code.dtc) == (component, dtc) for code in self.cause.codes
        )
        if not expected or now_s < self.onset_s:
            return
        if not self._set_at_s and self.cause.ends_after_code_s is not None:
            self._ends_s = min(self._ends_s, now_s + self.cause.ends_after_code_s)
        self._set_at_s.setdefault((component, dtc), now_s)

    def truth(self) -> list[InjectedTruth]:
        return [
            InjectedTruth(
                root_cause_id=self.cause.id,
                component=code.component,
                dtc=code.dtc,
                cascade=code.cascade,
                onset_s=self.onset_s,
                set_at_s=self._set_at_s.get((code.component, code.dtc)),
                cured_at_s=None if math.isinf(self._ends_s) else self._ends_s,
            )
            for code in self.cause.codes
        ]
