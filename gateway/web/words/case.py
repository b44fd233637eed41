"""Cases, proofs and appointments in words."""

from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState
from gateway.pipeline.views import CaseCard

CASES = {
    CaseState.NEW: "new",
    CaseState.WATCHING: "being watched",
    CaseState.REMEDY: "remedy under way",
    CaseState.BOOKED: "workshop booked",
    CaseState.NEEDS_PERSON: "needs a person",
    CaseState.CLOSED: "closed",
}
OUTCOMES = {
    CaseOutcome.FIXED_REMOTELY: "fixed remotely, proved",
    CaseOutcome.WENT_AWAY: "went away by itself",
    CaseOutcome.REPAIRED: "repaired in a workshop",
    CaseOutcome.JUDGED_BY_PERSON: "judged by a person",
    CaseOutcome.EXPLAINED: "explained by another case",
    CaseOutcome.SUPPRESSED: "explained by what was done to the car",
}
PROOFS = {
    ProofState.CLAIMED: "Claimed: the car says that it was done",
    ProofState.MONITORING: "Monitoring: watching whether the fault stays away",
    ProofState.VERIFIED: "Verified: it helped",
    ProofState.RELAPSED: "Relapsed: the fault came back",
    ProofState.UNVERIFIABLE: "Unverifiable: it could not be shown that it helped",
}
APPOINTMENTS = {
    AppointmentState.HELD: "held",
    AppointmentState.BOOKED: "booked",
    AppointmentState.RELEASED: "released",
    AppointmentState.CANCELLED: "cancelled",
    AppointmentState.DONE: "done",
    AppointmentState.NO_SHOW: "the car did not come",
}


def case_word(case: CaseCard) -> str:
    """The state, or why it was closed."""
    return f"closed: {OUTCOMES[case.outcome]}" if case.outcome else CASES[case.state]
