"""Fuel: tank, pump, rail, and the mixture that the engine has learnt."""

from diagnostics_rules.fuel.codes import CODES
from diagnostics_rules.fuel.rules import RULES as AT_ONCE
from diagnostics_rules.fuel.trends import RULES as OVER_DAYS
from gateway.remedy.playbook import Remedy
from gateway.triage.rule import Rule

RULES: tuple[Rule, ...] = (*AT_ONCE, *OVER_DAYS)
REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
