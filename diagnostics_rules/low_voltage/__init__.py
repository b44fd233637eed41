"""Low voltage: the 12 V net of an electric car and the converter that feeds it."""

from diagnostics_rules.low_voltage.codes import CODES
from diagnostics_rules.low_voltage.rules import RULES as AT_ONCE
from diagnostics_rules.low_voltage.trends import RULES as OVER_DAYS
from gateway.remedy.playbook import Remedy
from gateway.triage.rule import Rule

RULES: tuple[Rule, ...] = (*AT_ONCE, *OVER_DAYS)
REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
