"""Conditions over software versions: `software(TELEMATICS) < "2026.20.1"`."""

import operator
import re
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from gateway.domain.component import ComponentId
from gateway.domain.errors import InvalidValue
from gateway.triage.needs import Needs
from gateway.triage.reported import NewestReport
from gateway.triage.truth import Truth, known
from gateway.triage.window import FaultMemory, Window
from gateway.triage.wording import sentence, spoken_component, spoken_instant

_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,7}")

Version = tuple[int, ...]


class Age(Enum):
    """Between a version and the one that a rule names."""

    OLDER = "older than"
    AT_MOST = "at most"
    NEWER = "newer than"
    AT_LEAST = "at least"
    EXACTLY = "exactly"


_OPERATORS = {
    Age.OLDER: operator.lt,
    Age.AT_MOST: operator.le,
    Age.NEWER: operator.gt,
    Age.AT_LEAST: operator.ge,
    Age.EXACTLY: operator.eq,
}


def version(text: str) -> Version | None:
    """Of "2026.8.2" its numbers; None of what is not written so, as no order is known of it."""
    return tuple(map(int, text.split("."))) if _VERSION.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class HasSoftware(NewestReport):
    """The version in the component's newest report; what is not a row of numbers is unknown.

    Compared number by number, 2026.8 before 2026.20; numbers that are not there count as 0.
    """

    age: Age
    limit: str

    def __post_init__(self) -> None:
        if version(self.limit) is None:
            raise InvalidValue(f"software {self.limit!r}")

    def __str__(self) -> str:
        who = spoken_component(self.component)
        return f"the software of {who} is {self.age.value} {self.limit}"

    @property
    def needs(self) -> Needs:
        return Needs(heard=frozenset({self.component}))

    def told(self, memory: FaultMemory | None) -> Truth:
        said, limit = version(memory.software) if memory else None, version(self.limit)
        if said is None or limit is None:
            return Truth.UNKNOWN
        one, other = zip(*zip_longest(said, limit, fillvalue=0), strict=True)
        return known(_OPERATORS[self.age](one, other))

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        memory = self.memory(window, at_ms)
        if memory is None or version(memory.software) is None:
            return ()
        relation = "" if self.told(memory) is Truth.TRUE else "not "
        who, when = spoken_component(self.component), spoken_instant(memory.at_ms)
        words = f"{who} had software {memory.software} at {when}"
        return (sentence(f"{words}, {relation}{self.age.value} {self.limit}"),)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        unknown = self.truth(window, at_ms) is Truth.UNKNOWN
        return (f"Software version of {spoken_component(self.component)}",) if unknown else ()


@dataclass(frozen=True, slots=True, eq=False)
class Software:
    """The version of a component, waiting to be compared."""

    component: ComponentId

    def __lt__(self, limit: str) -> HasSoftware:
        return HasSoftware(self.component, Age.OLDER, limit)

    def __le__(self, limit: str) -> HasSoftware:
        return HasSoftware(self.component, Age.AT_MOST, limit)

    def __gt__(self, limit: str) -> HasSoftware:
        return HasSoftware(self.component, Age.NEWER, limit)

    def __ge__(self, limit: str) -> HasSoftware:
        return HasSoftware(self.component, Age.AT_LEAST, limit)

    def exactly(self, version: str) -> HasSoftware:
        return HasSoftware(self.component, Age.EXACTLY, version)


def software(component: ComponentId) -> Software:
    return Software(component)
