"""Network: who is not heard by whom, and who gets too little voltage to speak.

It knows the causes of the other systems, as most of what it sees has begun there.
"""

from diagnostics_rules.network.codes import CODES
from diagnostics_rules.network.correlations import CORRELATIONS
from diagnostics_rules.network.rules import RULES
from gateway.remedy.playbook import Remedy

REMEDIES: tuple[Remedy, ...] = ()

__all__ = ["CODES", "CORRELATIONS", "REMEDIES", "RULES"]
