"""What is known about a trouble code: the words for the owner and for the workshop."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

RemedyId = NewType("RemedyId", str)


class Audience(Enum):
    OWNER = "owner"
    SERVICE = "service"


class Skill(Enum):
    """What a bay and its people must be able to do."""

    GENERAL = "general"
    HIGH_VOLTAGE = "high_voltage"
    CHASSIS = "chassis"
    RESTRAINTS = "restraints"
    ELECTRONICS = "electronics"
    TYRES = "tyres"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsIfWorse:
    """What is said of a trouble code when a rule has found worse than the code alone means."""

    severity: Severity
    title: str
    owner_text: str
    drivability: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One trouble code on one component.

    `drivability` is the one sentence that every agent and page says verbatim. `remedy` is the
    playbook to try, or None with `no_remedy_because` saying why there is none. `if_worse`: in
    the place of the milder words.
    """

    code: TroubleCode
    component: ComponentId
    title: str
    owner_text: str
    service_text: str
    severity: Severity
    drivability: str
    advice: str
    skills: frozenset[Skill]
    repair_minutes: int
    remedy: RemedyId | None = None
    no_remedy_because: str = ""
    audience: Audience = Audience.OWNER
    tow: bool = False
    if_worse: WordsIfWorse | None = None
