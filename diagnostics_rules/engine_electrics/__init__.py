"""Engine electrics: starter battery, alternator and starter of a car with an engine."""

from diagnostics_rules.engine_electrics.codes import CODES
from diagnostics_rules.engine_electrics.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
