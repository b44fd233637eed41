"""A likely cause of a finding: which signs were seen for and against it, which are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NewType

CauseId = NewType("CauseId", str)


class Weight(IntEnum):
    """What a sign is worth, in steps by which usual causes come before rare ones."""

    HINTS = 1
    TELLS = 3
    PROVES = 9


class Hold(Enum):
    """Whether a sign that was seen still counts."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"  # its component has said that it is not so any more
    RETURNED = "returned"  # withdrawn, and seen again: what comes and goes counts for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A sign that was seen. `sign`: its condition, read aloud; `facts`: what was measured."""

    sign: str
    weight: Weight
    against: bool = False
    facts: tuple[str, ...] = ()
    hold: Hold = Hold.STANDS

    @property
    def counts(self) -> bool:
        return self.hold is not Hold.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A sign of which is not known whether it is there; `missing`: the data that would tell."""

    sign: str
    weight: Weight
    against: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyCause:
    """`clues`, `questions`: in the order of the cause's signs."""

    id: CauseId
    title: str
    clues: tuple[Clue, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """A sentence a measured fact."""
        return _once(self._facts(against=False))

    @property
    def speaks_against(self) -> tuple[str, ...]:
        return _once(self._facts(against=True))

    @property
    def missing(self) -> tuple[str, ...]:
        """Data that would have told more about it."""
        return _once(name for question in self.questions for name in question.missing)

    @property
    def standing(self) -> tuple[CauseId, int, int]:
        """With the weightiest clue for it and the weightiest against it, 0 for none."""
        return self.id, self._weightiest(against=False), self._weightiest(against=True)

    def _facts(self, *, against: bool) -> Iterable[str]:
        clues = (clue for clue in self.clues if clue.counts and clue.against is against)
        return (fact for clue in clues for fact in clue.facts)

    def _weightiest(self, *, against: bool) -> int:
        clues = (clue for clue in self.clues if clue.counts and clue.against is against)
        return max((clue.weight for clue in clues), default=0)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
