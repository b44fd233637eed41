"""Steering: never reset, never cleared from afar."""

from diagnostics_rules.steering.codes import CODES
from diagnostics_rules.steering.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
