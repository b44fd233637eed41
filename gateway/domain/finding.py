"""A finding: a rule that came out true for a vehicle, with its evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from gateway.domain.cause import LikelyCause
from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin

RuleId = NewType("RuleId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`evidence`: a sentence a line, readable as it stands; `missing`: data that was not there.

    `component` and `code` name the catalogue entry that words the verdict; a code that no
    catalogue knows has severity `unknown`. `causes`: the likeliest first, which is `cause`.
    """

    vin: Vin
    rule: RuleId
    rulebook_version: str
    at: datetime
    severity: Severity
    cause: str
    component: ComponentId
    code: TroubleCode
    evidence: tuple[str, ...]
    missing: tuple[str, ...] = ()
    causes: tuple[LikelyCause, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingRevised:
    """New signs have come to light of a finding that is open: its causes, ranked again."""

    vin: Vin
    rule: RuleId
    at: datetime
    causes: tuple[LikelyCause, ...]


@dataclass(frozen=True, slots=True)
class FindingEnded:
    vin: Vin
    rule: RuleId
    at: datetime


@dataclass(frozen=True, slots=True)
class StillMissing:
    """What is missing of a finding that is open, as of now."""

    vin: Vin
    rule: RuleId
    missing: tuple[str, ...]


FindingChange = Finding | FindingRevised | FindingEnded
"""What a report has changed about a vehicle's findings."""
