"""Charging: the port, the inlet and the on-board charger."""

from diagnostics_rules.charging.codes import CODES
from diagnostics_rules.charging.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
