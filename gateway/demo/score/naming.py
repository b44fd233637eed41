"""Whether the true root cause was named: where it stands among the causes of the verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.cause_names import LEFT_TO_A_PERSON
from gateway.demo.score.truth import TrueFault, Truth
from gateway.domain.cause import CauseId
from gateway.domain.severity import Severity
from gateway.store.conclusions import ConcludedCase

NOT_JUDGED = CauseId("not judged")
NONE_NAMED = CauseId("no cause named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """`rank`: of the true cause, 1 the first; None when it is not there. `said`: the first."""

    fault: TrueFault
    rank: int | None
    said: CauseId

    def within(self, places: int) -> bool:
        return self.rank is not None and self.rank <= places


def name_all(
    truth: Truth, attribution: Attribution, names: Mapping[str, CauseId]
) -> tuple[Naming, ...]:
    """Every fault that showed, held against its leading case.

    That is the gravest of the cases about it, of several the one that was judged first. A fault
    that was not judged is not named; one that nobody is expected to name is named rightly when
    it is left to a person without any cause.
    """
    return tuple(
        _name(fault, leading(attribution.cases_of(fault)), names.get(fault.root_cause))
        for fault in truth.faults
        if fault.shown_at is not None
    )


def leading(cases: Iterable[ConcludedCase]) -> ConcludedCase | None:
    return min(
        cases, key=lambda case: (-case.severity.rank, case.judged_at, case.id), default=None
    )


def share(named: Sequence[Naming], places: int) -> float | None:
    """Of these, how many stand within so many places; None of none."""
    if not named:
        return None
    return round(sum(one.within(places) for one in named) / len(named), 4)


def _name(fault: TrueFault, case: ConcludedCase | None, wanted: CauseId | None) -> Naming:
    if case is None:
        return Naming(fault=fault, rank=None, said=NOT_JUDGED)
    if not case.causes:
        left = wanted == LEFT_TO_A_PERSON and case.severity is Severity.UNKNOWN
        return Naming(fault=fault, rank=1 if left else None, said=NONE_NAMED)
    rank = case.causes.index(wanted) + 1 if wanted in case.causes else None
    return Naming(fault=fault, rank=rank, said=case.causes[0])
