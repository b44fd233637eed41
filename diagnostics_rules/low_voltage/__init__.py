"""Low voltage: the 12 V net of an electric car and the converter that feeds it."""

from diagnostics_rules.low_voltage.codes import CODES
from diagnostics_rules.low_voltage.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
