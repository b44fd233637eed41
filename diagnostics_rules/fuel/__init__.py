"""Fuel: tank, pump, rail, and the mixture that the engine has learnt."""

from diagnostics_rules.fuel.codes import CODES
from diagnostics_rules.fuel.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
