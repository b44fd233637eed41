"""Powertrain: inverter and motor of an electric car. High voltage, so never reset from afar."""

from diagnostics_rules.powertrain.codes import CODES
from diagnostics_rules.powertrain.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "REMEDIES", "RULES"]
