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

    _fault: Mapping[CaseId, TrueFault | None]
    _cases: Mapping[TrueFault | None, Sequence[ConcludedCase]]

    def fault_of(self, case: CaseId) -> TrueFault | None:
        return self._fault[case]

    def cases_of(self, fault: TrueFault) -> Sequence[ConcludedCase]:
        return self._cases.get(fault, ())

    @property
    def beside(self) -> Sequence[ConcludedCase]:
        """Cases of a faulty car about a component that its fault sets no code in."""
        return [
            case
            for fault, cases in self._cases.items()
            if fault is not None
            for case in cases
            if not _nearness(fault, case)
        ]

    @property
    def false_cases(self) -> Sequence[ConcludedCase]:
        """Cases about nothing."""
        return self._cases.get(None, ())


def attribute(truth: Truth, conclusions: Conclusions) -> Attribution:
    """Every case to at most one fault."""
    faults = truth.by_vehicle()
    found = {case.id: _fault_of(case, faults.get(case.vin, ())) for case in conclusions.cases}
    cases: dict[TrueFault | None, list[ConcludedCase]] = {}
    for case in conclusions.cases:
        cases.setdefault(found[case.id], []).append(case)
    return Attribution(found, cases)


def _fault_of(case: ConcludedCase, faults: Sequence[TrueFault]) -> TrueFault | None:
    """The nearest of its car's; of several equally near ones, the one that came last."""
    possible = [fault for fault in faults if fault.planted_at <= case.opened_at + EARLIER]
    return max(
        possible, key=lambda fault: (_nearness(fault, case), fault.planted_at), default=None
    )


def _nearness(fault: TrueFault, case: ConcludedCase) -> int:
    if (case.component, case.code) in fault.codes:
        return 2
    return int(any(component == case.component for component, _ in fault.codes))
