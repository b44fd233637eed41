"""Restraints: airbags and belts. Never reset, never cleared from afar."""

from diagnostics_rules.restraints.codes import CODES
from diagnostics_rules.restraints.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
