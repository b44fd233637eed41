"""A verdict: what the findings and faults together mean, in the catalogue's words."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.catalogue import RemedyId, Skill
from gateway.domain.cause import LikelyCause
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.what_if import WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`missing` names the data that was not there; `rule` is what spoke.

    `changes`: what is different from the version before, a sentence each; `what_ifs`: what
    would make it graver or milder.
    """

    severity: Severity
    title: str
    cause: str
    drivability: str
    advice: str
    owner_text: str
    service_text: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    rule: RuleId
    rulebook_version: str
    component: ComponentId | None
    code: TroubleCode | None
    remedy: RemedyId | None
    no_remedy_because: str
    skills: frozenset[Skill]
    repair_minutes: int
    tow: bool
    at: datetime
    causes: tuple[LikelyCause, ...] = ()
    changes: tuple[str, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()
