"""Engine: ignition, air, cooling and lubrication, and the computer that runs them."""

from diagnostics_rules.engine.codes import CODES
from diagnostics_rules.engine.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
