"""Causes: what may be behind a finding, and which signs tell them apart."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto

from gateway.domain.cause import CauseId, Weight
from gateway.domain.errors import InvalidValue
from gateway.triage.condition import Condition
from gateway.triage.needs import Needs, joined


class Frequency(IntEnum):
    """How often a cause is behind its finding, as long as no sign tells; a step is a factor."""

    RARE = 0
    USUAL = 1
    MOST = 2


class Look(Enum):
    """When a sign is looked for, once its finding is open."""

    MEMORY = auto()  # with every word of a component: it counts as long as that says so
    MOMENT = auto()  # when the fault shows itself: how fast, how warm was it then?
    LASTING = auto()  # once a minute: what the fault leaves behind may show later


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A condition that speaks for a cause when it is true, or `against` it.

    When it is false or not known, it says nothing. What was measured once counts for good.
    `lasting`: it measures the fault itself, not the moment in which the fault shows itself.
    `look` follows from these.
    """

    when: Condition
    weight: Weight = Weight.TELLS
    against: bool = False
    lasting: bool = False
    look: Look = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        look = Look.LASTING if self.lasting else Look.MOMENT
        object.__setattr__(self, "look", look if self.when.needs.signals else Look.MEMORY)


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
        named = {(str(one.when), one.weight, one.against) for one in self.signs}
        if len(named) < len(self.signs):
            raise InvalidValue(f"cause {self.id} has a sign twice, and nobody tells them apart")

    @property
    def needs(self) -> Needs:
        return joined(sign.when.needs for sign in self.signs)


def speaks_for(
    when: Condition, weight: Weight = Weight.TELLS, *, lasting: bool = False
) -> Sign:
    return Sign(when=when, weight=weight, lasting=lasting)


def speaks_against(
    when: Condition, weight: Weight = Weight.TELLS, *, lasting: bool = False
) -> Sign:
    return Sign(when=when, weight=weight, against=True, lasting=lasting)
