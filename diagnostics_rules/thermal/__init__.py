"""Thermal management: what cools the battery and the drive of an electric car."""

from diagnostics_rules.thermal.codes import CODES
from diagnostics_rules.thermal.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
