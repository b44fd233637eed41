"""Causes: what may be behind a finding, which signs tell them apart, and how they rank."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from gateway.domain.cause import CauseId, LikelyCause
from gateway.domain.errors import InvalidValue
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs, joined
from gateway.triage.truth import Truth
from gateway.triage.window import Window


class Frequency(IntEnum):
    """How often a cause is behind its finding, as long as no sign tells; a step is a factor."""

    RARE = 0
    USUAL = 1
    MOST = 2


class Weight(IntEnum):
    """What a sign is worth, in the steps of `Frequency`."""

    HINTS = 1
    TELLS = 3
    PROVES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A condition that speaks for a cause when it is true, or `against` it.

    When it is false or not known, it says nothing.
    """

    when: Condition
    weight: Weight = Weight.TELLS
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a workshop would put right. Several rules may share it.

    `title` is one sentence for people; `id` is its system and a name, as "steering.rack_worn".
    """

    id: CauseId
    title: str
    frequency: Frequency = Frequency.USUAL
    signs: tuple[Sign, ...] = ()

    def __post_init__(self) -> None:
        if "." not in self.id or not self.title.endswith("."):
            raise InvalidValue(f"cause {self.id} needs a system, a name and a sentence")

    @property
    def needs(self) -> Needs:
        return joined(sign.when.needs for sign in self.signs)


def speaks_for(when: Condition, weight: Weight = Weight.TELLS) -> Sign:
    return Sign(when=when, weight=weight)


def speaks_against(when: Condition, weight: Weight = Weight.TELLS) -> Sign:
    return Sign(when=when, weight=weight, against=True)


def rank(causes: Iterable[Cause], window: Window, at_ms: int) -> tuple[LikelyCause, ...]:
    """The likeliest first; of equally likely ones the one that the rule names first."""
    weighed = [(_weigh(cause, window, at_ms), cause) for cause in causes]
    weighed.sort(key=lambda one: -one[0])
    return tuple(_likely(cause, window, at_ms) for _, cause in weighed)


def _weigh(cause: Cause, window: Window, at_ms: int) -> int:
    signs = _true(cause, window, at_ms)
    return cause.frequency + sum(-one.weight if one.against else one.weight for one in signs)


def _likely(cause: Cause, window: Window, at_ms: int) -> LikelyCause:
    signs = list(_true(cause, window, at_ms))
    return LikelyCause(
        id=cause.id,
        title=cause.title,
        speaks_for=_told((one for one in signs if not one.against), window, at_ms),
        speaks_against=_told((one for one in signs if one.against), window, at_ms),
        missing=_once(name for one in cause.signs for name in one.when.missing(window, at_ms)),
    )


def _true(cause: Cause, window: Window, at_ms: int) -> Iterator[Sign]:
    return (one for one in cause.signs if one.when.truth(window, at_ms) is Truth.TRUE)


def _told(signs: Iterable[Sign], window: Window, at_ms: int) -> tuple[str, ...]:
    return _once(line for one in signs for line in one.when.evidence(window, at_ms))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
