"""Exhaust: catalyst, particulate filter and reductant. Never burnt free from afar."""

from diagnostics_rules.exhaust.codes import CODES
from diagnostics_rules.exhaust.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
