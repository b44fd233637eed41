"""The truth about one injected fault as JSON: everything that a score needs, in plain words."""

from typing import Any

from simulator.faults.library import look_alikes, root_causes
from simulator.faults.root_cause import RootCause
from simulator.faults.truth import FaultTruth
from simulator.trouble_code import spelling


def spell_out(vin: str, cause: RootCause, truth: FaultTruth) -> dict[str, Any]:
    """Times are world seconds; null is "not (yet)"."""
    expected, repair = cause.expected, cause.repair
    return {
        "vin": vin,
        "root_cause": cause.id,
        "title": cause.title,
        "system": cause.system,
        "component": cause.component,
        "onset": truth.onset_s,
        "began": truth.began_s,
        "ended": truth.ended_s,
        "ended_by": truth.ended_by,
        "follows": truth.follows,
        "look_alikes": sorted(look_alikes(cause, root_causes())),
        "intermittent": cause.is_intermittent,
        "codes": [
            {
                "component": code.component,
                "dtc": code.dtc,
                "code": spelling(code.dtc),
                "cascade": code.cascade,
                "set_at": code.set_at_s,
            }
            for code in truth.codes
        ],
        "interventions": [
            {
                "at": each.at_s,
                "action": each.action,
                "component": each.component,
                "did": each.did,
            }
            for each in truth.interventions
        ],
        "expected": {
            "severity": expected.severity,
            "drive": expected.drive,
            "needs": sorted(expected.needs),
            "remote": expected.remote,
        },
        "repair": {"outcome": repair.outcome, "part": repair.part},
    }
