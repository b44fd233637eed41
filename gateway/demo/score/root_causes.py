"""Root cause by root cause: how many were planted, showed, were seen, and were judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.naming import Naming
from gateway.demo.score.truth import TrueFault, Truth
from gateway.domain.severity import Severity
from gateway.store.conclusions import Conclusions


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCauseLine:
    """`seen`: faults of which a code is stored; `said`: severities of the cases about them.

    `first`, `third`: how often it was named in the first place, within the first three;
    `instead`: what was named in the first place in its stead.
    """

    root_cause: str
    system: str
    severity: Severity
    look_alikes: tuple[str, ...]
    intermittent: bool
    planted: int
    shown: int
    seen: int
    judged: int
    said: Counter[str]
    first: int
    third: int
    instead: Counter[str]


def root_cause_lines(
    truth: Truth,
    conclusions: Conclusions,
    attribution: Attribution,
    named: Sequence[Naming],
) -> tuple[RootCauseLine, ...]:
    """The gravest first."""
    by_name: dict[str, list[TrueFault]] = {}
    for fault in truth.faults:
        by_name.setdefault(fault.root_cause, []).append(fault)
    lines = [
        _line(
            own,
            conclusions,
            attribution,
            [one for one in named if one.fault.root_cause == name],
        )
        for name, own in by_name.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.severity.rank, line.root_cause)))


def _line(
    faults: Sequence[TrueFault],
    conclusions: Conclusions,
    attribution: Attribution,
    named: Sequence[Naming],
) -> RootCauseLine:
    first = faults[0]
    shown = [fault for fault in faults if fault.shown_at is not None]
    return RootCauseLine(
        root_cause=first.root_cause,
        system=first.system,
        severity=first.severity,
        look_alikes=first.look_alikes,
        intermittent=first.intermittent,
        planted=len(faults),
        shown=len(shown),
        seen=sum(_is_seen(fault, conclusions) for fault in shown),
        judged=sum(bool(attribution.cases_of(fault)) for fault in shown),
        said=Counter(
            case.severity.value for fault in faults for case in attribution.cases_of(fault)
        ),
        first=sum(one.within(1) for one in named),
        third=sum(one.within(3) for one in named),
        instead=Counter(str(one.said) for one in named if not one.within(1)),
    )


def _is_seen(fault: TrueFault, conclusions: Conclusions) -> bool:
    return any(
        (fault.vin, component, code) in conclusions.seen for component, code in fault.codes
    )
