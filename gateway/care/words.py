"""What the timeline says: one plain sentence for each kind of event."""

from collections.abc import Sequence

from gateway.domain.case import CaseOutcome
from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, EpisodeEnd
from gateway.domain.operation import Action, OperationState
from gateway.domain.proof import Proof, ProofState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict

SEVERITY = {
    Severity.STOP_DRIVING: "stop driving",
    Severity.URGENT: "urgent",
    Severity.SOON: "soon",
    Severity.UNKNOWN: "not known yet",
    Severity.MONITOR: "keep an eye on it",
}
OPERATION = {
    OperationState.QUEUED: "was asked for and waits to be sent",
    OperationState.SENT: "was sent; the vehicle has not answered yet",
    OperationState.ACCEPTED: "was accepted by the vehicle",
    OperationState.WAITING: "waits in the vehicle",
    OperationState.RUNNING: "is being done",
    OperationState.SUCCEEDED: "was done",
    OperationState.FAILED: "failed",
    OperationState.REFUSED: "was refused by the vehicle",
    OperationState.EXPIRED: "was not started in time and will not be done",
    OperationState.CANCELLED: "was cancelled before it was sent",
    OperationState.UNKNOWN: "may or may not have been done; the vehicle will tell",
}
PROOF = {
    ProofState.CLAIMED: "All steps are done; whether it helped is not known yet",
    ProofState.MONITORING: "The vehicle is watched for a proof that it helped",
    ProofState.VERIFIED: "It helped, as the vehicle itself has shown",
    ProofState.RELAPSED: "It did not help",
    ProofState.UNVERIFIABLE: "Whether it helped could not be seen",
}
OUTCOME = {
    CaseOutcome.FIXED_REMOTELY: "The case is closed: fixed from afar, and proved.",
    CaseOutcome.WENT_AWAY: "The case is closed: the fault went away by itself.",
    CaseOutcome.REPAIRED: "The case is closed: a workshop has repaired it.",
    CaseOutcome.JUDGED_BY_PERSON: "The case is closed: a person has judged it.",
    CaseOutcome.EXPLAINED: "The case is closed: another case of this car explains it.",
    CaseOutcome.SUPPRESSED: "The case is closed: what is done to the car explains it.",
}
END = {
    EpisodeEnd.HEALED: "has gone: tested and passed until the component forgot it",
    EpisodeEnd.CLEARED: "was erased from the component by a diagnostic request",
}
SPEAKS_FOR_ITSELF = "What explained it is over, and it is still there"
IN_WORKSHOP = "The car is in a workshop."
BEING_UPDATED = "It comes from a software update of the car."
WAITS_FOR_UPDATE = "A software update of the car is under way; nothing is sent meanwhile."
NO_PLACE_NEEDED = "Its place at the workshop is given back."
DECIDED_ANEW = "Decided anew: the car did not come"
OUTLIVED_ITS_REPAIR = "Decided anew: the fault is still there after its repair"
REASONS = {
    "low_voltage": "the 12 V battery is low",
    "high_voltage_active": "the high-voltage system is live",
    "vehicle_moving": "the vehicle is moving",
    "not_in_park": "the vehicle is not in park",
    "charging": "the vehicle is charging",
    "busy": "the vehicle is busy with other commands",
    "software_update": "the vehicle gets new software",
    "expired": "the deadline has passed",
    "budget": "it took too long",
    "power_failure": "power failed while it ran",
    "no_answer": "the component did not answer",
    "not_cleared": "the code is still there after it was cleared",
    "unknown_key": "the vehicle does not know the key that signed it",
    "not_reached": "the vehicle was not reached in time",
    "never_reset": "this component is never reset or cleared from afar",
    "safety_class": "its safety class does not allow this from afar",
    "unknown_action": "the vehicle does not know how",
    "unknown_component": "the vehicle has no such component",
    "bad_signature": "the signature is not good",
    "wrong_vin": "it was meant for another vehicle",
    "wrong_version": "the vehicle speaks another version",
    "malformed": "the vehicle could not read it",
    "nrc_0x11": "the component does not know this service",
    "nrc_0x12": "the component does not know this function",
    "nrc_0x21": "the component is busy",
    "nrc_0x22": "the component's conditions are not met",
    "nrc_0x31": "the component does not know this code",
    "nrc_0x33": "the component wants security access",
    "nrc_0x72": "the component could not write its memory",
}


def part(component: ComponentId) -> str:
    """A component's id as words: "battery management"."""
    return component.replace("_", " ")


def because(reason: str) -> str:
    """A machine's reason word as words, as it stands when there are none for it."""
    return REASONS.get(reason, reason.replace("_", " "))


def fault_seen(episode: Episode, title: str = "") -> str:
    key = episode.key
    named = f" ({title})" if title else ""
    times = "once" if episode.total == 1 else f"{episode.total} times"
    return f"{_capital(part(key.component))} reports {key.code}{named}, seen {times}."


def fault_ended(episode: Episode) -> str:
    """For an episode that has ended; one that is still open is "still there"."""
    how = "is still there" if episode.end is None else END[episode.end]
    if episode.near_miss:
        how = "has gone before it was confirmed"
    return f"{episode.key.code} on {part(episode.key.component)} {how}."


def fault_returned(episode: Episode) -> str:
    times = "once" if episode.returns == 1 else f"{episode.returns} times"
    key = episode.key
    return f"{key.code} on {part(key.component)} had not gone: it has come back {times}."


def verdict_reached(verdict: Verdict) -> str:
    missing = f" Not known: {', '.join(verdict.missing)}." if verdict.missing else ""
    changed = f" {' '.join(verdict.changes)}" if verdict.changes else ""
    said = f"{verdict.title}: {SEVERITY[verdict.severity]}. {verdict.drivability}"
    return f"{said}{changed}{missing}"


def remedy_given_up(title: str, reason: str) -> str:
    return f"“{title}” is given up: {reason}."


def operation_is(
    state: OperationState, component: ComponentId, action: Action, reason: str = ""
) -> str:
    why = f": {because(reason)}" if reason else ""
    return f"“{_capital(str(action))}” on {part(component)} {OPERATION[state]}{why}."


def explains(component: ComponentId, code: TroubleCode) -> str:
    return f"This explains {code} of {part(component)}, which has no case of its own now."


def being_reset(title: str, component: ComponentId) -> str:
    return f"“{_capital(title)}” on {part(component)} was asked for from afar."


def proof_is(proof: Proof) -> str:
    return f"{PROOF[proof.state]}: {proof.reason}."


def case_closed(outcome: CaseOutcome) -> str:
    return OUTCOME[outcome]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def reading_asked(components: Sequence[ComponentId], by: str) -> str:
    return f"{by} asked to read the fault memory of {', '.join(map(part, components))}."


def cancelled(title: str, component: ComponentId, by: str) -> str:
    return f"{by} cancelled “{_capital(title)}” on {part(component)}."


def found_and_done(found: str, by: str) -> str:
    return f"Found and done at the workshop, says {by}: {found}"


def did_not_come(by: str) -> str:
    return f"The car did not come, says {by}; another place is looked for."


def judged(because: str, by: str) -> str:
    return f"{by} has judged it: {because}"
