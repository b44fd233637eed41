"""What conditions read of a vehicle, so that a window keeps that and no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.domain.component import ComponentId
from gateway.domain.errors import InvalidValue
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.days import Typical
from gateway.triage.track import Keep


@dataclass(frozen=True, slots=True)
class Needs:
    """`signals`: by number; `codes`: trouble codes by the component that reports them.

    `heard`: components of which something else is read. `days`: how many of a signal, and
    `typical` what is compared with the fleet's: both are known to a survey only.
    """

    signals: Mapping[int, Keep] = field(default_factory=dict)
    codes: frozenset[tuple[ComponentId, TroubleCode]] = frozenset()
    heard: frozenset[ComponentId] = frozenset()
    days: Mapping[int, int] = field(default_factory=dict)
    typical: frozenset[Typical] = frozenset()

    @property
    def components(self) -> frozenset[ComponentId]:
        return self.heard.union(component for component, _ in self.codes)

    def held(self, span_ms: int) -> "Needs":
        """The same, looked back on for `span_ms` longer; nobody looks back on days."""
        if self.days:
            raise InvalidValue("what is said of days holds for days, not for a span")
        longer = {
            number: Keep(keep.hold_ms + span_ms, keep.fresh_ms)
            for number, keep in self.signals.items()
        }
        return Needs(longer, self.codes, self.heard)


def joined(all_needs: Iterable[Needs]) -> Needs:
    signals: dict[int, Keep] = {}
    codes: set[tuple[ComponentId, TroubleCode]] = set()
    heard: set[ComponentId] = set()
    days: dict[int, int] = {}
    typical: set[Typical] = set()
    for needs in all_needs:
        codes |= needs.codes
        heard |= needs.heard
        typical |= needs.typical
        for number, span in needs.days.items():
            days[number] = max(span, days.get(number, 0))
        for number, keep in needs.signals.items():
            signals[number] = signals[number].joined(keep) if number in signals else keep
    return Needs(signals, frozenset(codes), frozenset(heard), days, frozenset(typical))
