"""What must have been seen of a vehicle before a condition can be true, or can be false.

A prospect may promise too much, never too little: it is what lets most questions go unasked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gateway.domain.component import ComponentId
from gateway.triage.present import Present
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import FaultMemory, Window


class Teller(Protocol):
    """A condition that the newest report of one component decides."""

    @property
    def component(self) -> ComponentId: ...

    def told(self, memory: FaultMemory | None) -> Truth: ...


class Speaker(Protocol):
    """A condition of any kind."""

    def __hash__(self) -> int: ...

    def truth(self, window: Window, at_ms: int) -> Truth: ...


class Shower(Protocol):
    """A condition that the newest samples of its signals decide."""

    def shown(self, present: Present) -> Truths: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sample of `signal` from `low` to `high`, both float32, less than `lasting_ms` ago."""

    signal: int
    low: float
    high: float
    lasting_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest sample of `signal` is from `low` to `high`, both float32, and not too old.

    Less than `lasting_ms`, and not less than `resting_ms` ago. This is no promise: it is so.
    """

    signal: int
    low: float
    high: float
    lasting_ms: int
    resting_ms: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest samples make `shower` as true as that."""

    shower: "Shower"
    truth: Truth


@dataclass(frozen=True, slots=True)
class Says:
    """The condition itself is as true as that: found out for all vehicles at once."""

    condition: Speaker
    truth: Truth


@dataclass(frozen=True, slots=True)
class Told:
    """The component's newest report makes `teller` as true as that."""

    teller: Teller
    truth: Truth

    def holds(self, memory: FaultMemory | None) -> bool:
        return self.teller.told(memory) is self.truth


@dataclass(frozen=True, slots=True)
class Several:
    """At least `count` of the parts."""

    count: int
    parts: tuple["Prospect", ...]


Simple = Seen | Newest | Shown | Says | Told
Prospect = Simple | Several

ALWAYS = Several(0, ())
"""Of a condition that cannot tell: it is asked after every report."""
NEVER = Several(1, ())
"""Of a condition that no report can make so."""


def several(count: int, parts: Iterable[Prospect]) -> Prospect:
    """The simplest that says so; `ALWAYS` and `NEVER` stand alone, never in another's parts."""
    possible = tuple(part for part in parts if part != NEVER)
    doubtful = tuple(part for part in possible if part != ALWAYS)
    wanted = count - (len(possible) - len(doubtful))
    if wanted <= 0:
        return ALWAYS
    if wanted > len(doubtful):
        return NEVER
    return doubtful[0] if wanted == len(doubtful) == 1 else Several(wanted, doubtful)
