"""What was tried from afar, held against what it really did."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.truth import TrueFault, Truth
from gateway.domain.proof import ProofState
from gateway.store.conclusions import Conclusions, TriedRemedy

NONE = "none"
RESET = "reset"
CLEAR = "clear"


class RemedyResult(StrEnum):
    """One word for each try, or for a fault that nothing was tried on."""

    CURED = "proved, truly cured"
    MASKED = "proved, only masked"
    MADE_ANOTHER = "proved, but made another fault"
    RELAPSED = "relapsed, rightly said"
    WRONGLY_RELAPSED = "relapse seen where all was well"
    UNVERIFIABLE = "no proof either way"
    OPEN = "not decided yet"
    WITHOUT_CAUSE = "tried on a car without a fault"


def results(conclusions: Conclusions, attribution: Attribution) -> Counter[RemedyResult]:
    """Every try by what came of it."""
    return Counter(
        _result(tried, attribution.fault_of(tried.case)) for tried in conclusions.tried
    )


def useless(conclusions: Conclusions, attribution: Attribution) -> Counter[str]:
    """Tries that could not help, by root cause: unavoidable where causes look alike."""
    return Counter(
        fault.root_cause
        for tried in conclusions.tried
        if (fault := attribution.fault_of(tried.case)) is not None
        and fault.remote not in _actions(tried)
    )


def left_out(truth: Truth, conclusions: Conclusions, attribution: Attribution) -> Counter[str]:
    """Faults that something from afar would have helped, and nobody tried it."""
    tried = {
        (fault.vin, fault.root_cause, action)
        for each in conclusions.tried
        if (fault := attribution.fault_of(each.case)) is not None
        for action in _actions(each)
    }
    return Counter(
        fault.root_cause
        for fault in truth.faults
        if fault.shown_at is not None
        and fault.remote != NONE
        and (fault.vin, fault.root_cause, fault.remote) not in tried
    )


def _actions(tried: TriedRemedy) -> Iterator[str]:
    if tried.resets:
        yield RESET
    if tried.clears:
        yield CLEAR


def _result(tried: TriedRemedy, fault: TrueFault | None) -> RemedyResult:
    if fault is None:
        return RemedyResult.WITHOUT_CAUSE
    cured = tried.ended_at is not None and fault.cured_at(tried.ended_at)
    match tried.proof:
        case ProofState.VERIFIED if fault.turned:
            return RemedyResult.MADE_ANOTHER
        case ProofState.VERIFIED:
            return RemedyResult.CURED if cured else RemedyResult.MASKED
        case ProofState.RELAPSED:
            return RemedyResult.WRONGLY_RELAPSED if cured else RemedyResult.RELAPSED
        case ProofState.UNVERIFIABLE:
            return RemedyResult.UNVERIFIABLE
        case _:
            return RemedyResult.OPEN
