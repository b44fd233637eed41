"""Driver assistance: what the car sees."""

from diagnostics_rules.driver_assistance.codes import CODES
from diagnostics_rules.driver_assistance.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
