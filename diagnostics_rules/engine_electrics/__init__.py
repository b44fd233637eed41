"""Engine electrics: starter battery, alternator and starter of a car with an engine."""

from diagnostics_rules.engine_electrics.codes import CODES
from diagnostics_rules.engine_electrics.rules import RULES as AT_ONCE
from diagnostics_rules.engine_electrics.trends import RULES as OVER_DAYS
from gateway.remedy.playbook import Remedy
from gateway.triage.rule import Rule

RULES: tuple[Rule, ...] = (*AT_ONCE, *OVER_DAYS)
REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
