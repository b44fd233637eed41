"""Transmission: the automatic gearbox, its oil and its clutches."""

from diagnostics_rules.transmission.codes import CODES
from diagnostics_rules.transmission.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
