"""Body: tyres, doors, lights and what watches them."""

from diagnostics_rules.body.codes import CODES
from diagnostics_rules.body.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
