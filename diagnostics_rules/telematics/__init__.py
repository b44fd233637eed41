"""Telematics: the unit that connects the car, its antennas and its SIM."""

from diagnostics_rules.telematics.codes import CODES
from diagnostics_rules.telematics.remedies import REMEDIES
from diagnostics_rules.telematics.rules import RULES

__all__ = ["CODES", "REMEDIES", "RULES"]
