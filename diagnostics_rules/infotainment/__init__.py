"""Infotainment: the screen, and what draws and speaks on it."""

from diagnostics_rules.infotainment.codes import CODES
from diagnostics_rules.infotainment.remedies import REMEDIES
from diagnostics_rules.infotainment.rules import RULES

__all__ = ["CODES", "REMEDIES", "RULES"]
