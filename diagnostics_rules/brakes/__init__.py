"""Brakes: never reset, never cleared from afar."""

from diagnostics_rules.brakes.codes import CODES
from diagnostics_rules.brakes.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
