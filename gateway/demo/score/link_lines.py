"""The same figures link by link: a bad network must not make a false case, or hide a fault."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gateway.demo.score.attribution import Attribution
from gateway.demo.score.naming import NOT_JUDGED, Naming, share
from gateway.demo.score.quiet_days import Span, quiet_days
from gateway.demo.score.truth import Truth
from gateway.domain.vin import Vin


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One profile: its cars, their days with nothing wrong, and the false cases in them."""

    profile: str
    vehicles: int
    quiet_days: float
    false_cases: int
    shown: int
    judged: int
    top1: float | None


def link_lines(
    truth: Truth, attribution: Attribution, named: Sequence[Naming], span: Span | None
) -> tuple[LinkLine, ...]:
    """By name; none when the truth does not tell the links."""
    cars: dict[str, set[Vin]] = {}
    for vin, profile in truth.links.items():
        cars.setdefault(profile, set()).add(vin)

    def line(profile: str, vins: Collection[Vin]) -> LinkLine:
        own = [one for one in named if one.fault.vin in vins]
        faults = [fault for fault in truth.faults if fault.vin in vins]
        return LinkLine(
            profile=profile,
            vehicles=len(vins),
            quiet_days=round(quiet_days(len(vins), faults, span), 3),
            false_cases=sum(case.vin in vins for case in attribution.false_cases),
            shown=len(own),
            judged=sum(one.said != NOT_JUDGED for one in own),
            top1=share(own, 1),
        )

    return tuple(line(profile, cars[profile]) for profile in sorted(cars))
