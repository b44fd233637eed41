"""Climate: the air outside and inside, and what cools and heats it."""

from diagnostics_rules.climate.codes import CODES
from diagnostics_rules.climate.remedies import REMEDIES
from diagnostics_rules.climate.rules import RULES

__all__ = ["CODES", "REMEDIES", "RULES"]
