"""What would make a verdict graver or milder: something that can be measured."""

from dataclasses import dataclass

from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The severity if `condition`, read aloud, were so; `rule` would say it."""

    severity: Severity
    condition: str
    rule: RuleId
