"""High voltage: the traction battery and its circuit. Never reset or cleared from afar."""

from diagnostics_rules.high_voltage.codes import CODES
from diagnostics_rules.high_voltage.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
