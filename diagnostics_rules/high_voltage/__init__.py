"""High voltage: the traction battery and its circuit. Never reset or cleared from afar."""

from diagnostics_rules.high_voltage.codes import CODES
from diagnostics_rules.high_voltage.rules import RULES as AT_ONCE
from diagnostics_rules.high_voltage.trends import RULES as OVER_DAYS
from gateway.remedy.playbook import Remedy
from gateway.triage.rule import Rule

RULES: tuple[Rule, ...] = (*AT_ONCE, *OVER_DAYS)
REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
