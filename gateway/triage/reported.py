"""Conditions over fault memories: `code(BRAKES, "C0035-13").failed`, `occurrences(…) >= 3`."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultEntry
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs
from gateway.triage.prospect import Prospect, Told
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths, known
from gateway.triage.window import FaultMemory, Window
from gateway.triage.wording import sentence, spoken_component, spoken_instant

PRESENT = Status.TEST_FAILED | Status.PENDING | Status.CONFIRMED
_SPOKEN = {
    Status.TEST_FAILED: "failed now",
    Status.PENDING: "pending",
    Status.CONFIRMED: "confirmed",
}
_ALL = {PRESENT: "present"} | _SPOKEN


def status_truth(entry: FaultEntry | None, bits: Status) -> Truth:
    """Whether any of these bits is set; None is a code that is not listed, so it has passed.

    A test that has not run since the memory was cleared says nothing: "not tested" is not good.
    """
    if entry is None:
        return Truth.FALSE
    if entry.status & bits:
        return Truth.TRUE
    untested = entry.status & Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR
    return Truth.UNKNOWN if untested else Truth.FALSE


def spoken_entry(
    component: ComponentId, code: TroubleCode, entry: FaultEntry | None, at_ms: int
) -> str:
    """One sentence: what the component said of the code, and when."""
    who, when = spoken_component(component), spoken_instant(at_ms)
    if entry is None:
        return sentence(f"{who} did not list {code} at {when}, so its test has passed")
    bits = [words for bit, words in _SPOKEN.items() if entry.status & bit] or ["not present"]
    times = "once" if entry.occurrences == 1 else f"{entry.occurrences} times"
    return sentence(f"{who} reported {code} as {', '.join(bits)} at {when}, seen {times}")


@dataclass(frozen=True, slots=True)
class NewestReport(Condition):
    """A condition over the newest report of one component.

    What was before that report is not known; from it on it stands, as reports follow changes.
    """

    component: ComponentId

    @abstractmethod
    def told(self, memory: FaultMemory | None) -> Truth:
        """What the newest report says; None is a component that has not spoken."""

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self.told(self.memory(window, at_ms))

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:  # noqa: ARG002 -- it stands
        return Told(self, truth)

    def memory(self, window: Window, at_ms: int) -> FaultMemory | None:
        memory = window.memories.get(self.component)
        return memory if memory is not None and memory.at_ms <= at_ms else None

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        memory = window.memories.get(self.component)
        if memory is None:
            return np.zeros(len(at_ms), np.int8)
        return np.where(at_ms >= memory.at_ms, np.int8(self.told(memory)), np.int8(0))

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        memory = window.memories.get(self.component)
        inside = memory is not None and after_ms < memory.at_ms <= until_ms
        return np.array([memory.at_ms] if memory is not None and inside else [], np.int64)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:  # noqa: ARG002
        return True  # a component speaks when something has changed


@dataclass(frozen=True, slots=True)
class _Reported(NewestReport):
    """Of one code of the component."""

    code: TroubleCode

    @property
    def needs(self) -> Needs:
        return Needs({}, frozenset({(self.component, self.code)}))

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        memory = self.memory(window, at_ms)
        if memory is None:
            return ()
        entry = memory.entries.get(self.code)
        return (spoken_entry(self.component, self.code, entry, memory.at_ms),)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        if self.truth(window, at_ms) is not Truth.UNKNOWN:
            return ()
        if self.memory(window, at_ms) is None:
            return (f"Fault memory of {spoken_component(self.component)}",)
        return (f"Test of {self.code} since it was cleared",)


@dataclass(frozen=True, slots=True)
class HasStatus(_Reported):
    """Any of `bits` is set."""

    bits: Status

    def __str__(self) -> str:
        return f"{spoken_component(self.component)} has {self.code} {_ALL[self.bits]}"

    def told(self, memory: FaultMemory | None) -> Truth:
        if memory is None:
            return Truth.UNKNOWN
        return status_truth(memory.entries.get(self.code), self.bits)


@dataclass(frozen=True, slots=True)
class OccurredAtLeast(_Reported):
    """The component has counted `count` failures or more since the code was last cleared."""

    count: int

    def __str__(self) -> str:
        who = spoken_component(self.component)
        return f"{who} has seen {self.code} {self.count} times or more"

    def told(self, memory: FaultMemory | None) -> Truth:
        if memory is None:
            return Truth.UNKNOWN
        entry = memory.entries.get(self.code)
        return known(entry is not None and entry.occurrences >= self.count)


@dataclass(frozen=True, slots=True)
class Fault:
    """A trouble code of a component, waiting for the bit that is meant."""

    component: ComponentId
    code: TroubleCode

    @property
    def failed(self) -> HasStatus:
        return HasStatus(self.component, self.code, Status.TEST_FAILED)

    @property
    def pending(self) -> HasStatus:
        return HasStatus(self.component, self.code, Status.PENDING)

    @property
    def confirmed(self) -> HasStatus:
        return HasStatus(self.component, self.code, Status.CONFIRMED)

    @property
    def present(self) -> HasStatus:
        """Failed now, pending or confirmed."""
        return HasStatus(self.component, self.code, PRESENT)


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """The occurrence counter of a code, waiting to be compared."""

    component: ComponentId
    code: TroubleCode

    def __ge__(self, count: int) -> OccurredAtLeast:
        return OccurredAtLeast(self.component, self.code, count)


def code(component: ComponentId, spelling: str) -> Fault:
    """Raises `InvalidTroubleCode` when it is not spelt as P0AA6-1A."""
    return Fault(component, TroubleCode.parse(spelling))


def occurrences(component: ComponentId, spelling: str) -> Occurrences:
    return Occurrences(component, TroubleCode.parse(spelling))
