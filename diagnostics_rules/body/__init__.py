"""Body: tyres, doors, lights and what watches them."""

from diagnostics_rules.body.codes import CODES
from diagnostics_rules.body.rules import RULES as AT_ONCE
from diagnostics_rules.body.trends import RULES as OVER_DAYS
from gateway.remedy.playbook import Remedy
from gateway.triage.rule import Rule

RULES: tuple[Rule, ...] = (*AT_ONCE, *OVER_DAYS)
REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
