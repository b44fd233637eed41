"""Which true fault a case is about: the same code first, then the component, then the car."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from gateway.demo.score.truth import TrueFault, Truth
from gateway.domain.case import CaseId
from gateway.store.conclusions import ConcludedCase, Conclusions

# A case cannot be older than what it is about, but for the coarseness of event times.
EARLIER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Each case with its fault, None for one of a car that had none by then."""

    _faults: Mapping[CaseId, TrueFault | None]
    _cases: Mapping[CaseId, ConcludedCase]

    def fault_of(self, case: CaseId) -> TrueFault | None:
        return self._faults[case]

    def cases_of(self, fault: TrueFault) -> tuple[ConcludedCase, ...]:
        return tuple(self._cases[case] for case, own in self._faults.items() if own == fault)

    @property
    def false_cases(self) -> tuple[ConcludedCase, ...]:
        """Cases about nothing."""
        return tuple(self._cases[case] for case, own in self._faults.items() if own is None)


def attribute(truth: Truth, conclusions: Conclusions) -> Attribution:
    """Every case to at most one fault."""
    return Attribution(
        {case.id: _fault_of(case, truth.faults) for case in conclusions.cases},
        {case.id: case for case in conclusions.cases},
    )


def _fault_of(case: ConcludedCase, faults: Sequence[TrueFault]) -> TrueFault | None:
    """Of several equally near ones, the one that came last."""
    possible = [
        fault
        for fault in faults
        if fault.vin == case.vin and fault.planted_at <= case.opened_at + EARLIER
    ]
    return max(
        possible, key=lambda fault: (_nearness(fault, case), fault.planted_at), default=None
    )


def _nearness(fault: TrueFault, case: ConcludedCase) -> int:
    if (case.component, case.code) in fault.codes:
        return 2
    return int(any(component == case.component for component, _ in fault.codes))
