"""A fair share of a batch: a component that chatters is not looked at report by report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultReport, Placed
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.triage.window import order_of

ONE_BY_ONE = 32
"""Fault reports of one component in one batch that are looked at, whatever they say."""
MOST_SET_BACK = 32
"""Beyond them, so many times that its counters fell."""

Speaker = tuple[Vin, ComponentId]


@dataclass(frozen=True, slots=True)
class Portion:
    """A report that triage looks at; `others`: how many before it it does not."""

    report: Placed[FaultReport]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """`portions` in the order in which each vehicle made them. All reports are stored."""

    portions: tuple[Portion, ...]

    @property
    def reports(self) -> list[Placed[FaultReport]]:
        return [one.report for one in self.portions]

    @property
    def oddities(self) -> Counter[tuple[str, str]]:
        """(kind, what) → how many reports of a storm were counted only."""
        odd: Counter[tuple[str, str]] = Counter()
        for one in self.portions:
            if one.others:
                vin, component = _speaker(one.report)
                odd["fault_storm", f"{vin.masked} {component}"] += one.others
        return odd


def share_out(faults: Iterable[Placed[FaultReport]]) -> Share:
    """The first of each component, what is worse or sets counters back, and the last two.

    Two, as who comes and goes says one thing with the last and another with the one before.
    """
    spoken: dict[Speaker, list[Placed[FaultReport]]] = {}
    for report in sorted(faults, key=lambda one: order_of(one.report.header)):
        spoken.setdefault(_speaker(report), []).append(report)
    portions = [one for reports in spoken.values() for one in _portions(reports)]
    portions.sort(key=lambda one: order_of(one.report.report.header))
    return Share(tuple(portions))


@dataclass(slots=True)
class _Heard:
    """What a component has said in this batch: status bits and counters by code."""

    bits: dict[TroubleCode, int] = field(default_factory=dict)
    counters: dict[TroubleCode, int] = field(default_factory=dict)
    set_back: int = 0

    def is_worse(self, report: FaultReport) -> bool:
        worse = False
        for entry in report.entries:
            bits = self.bits.get(entry.code, 0)
            status = int(entry.status)
            worse |= bool(status & ~bits)
            self.bits[entry.code] = bits | status
        return worse

    def falls(self, report: FaultReport) -> bool:
        """Whether a counter is lower than in the report before; not asked for ever."""
        counters = {entry.code: entry.occurrences for entry in report.entries}
        fell = any(self.counters.get(code, 0) > count for code, count in counters.items())
        self.counters = counters
        self.set_back += fell
        return fell and self.set_back <= MOST_SET_BACK


def _portions(reports: Sequence[Placed[FaultReport]]) -> Iterator[Portion]:
    heard, others = _Heard(), 0
    for index, report in enumerate(reports):
        worse, falls = heard.is_worse(report.report), heard.falls(report.report)
        if falls and others:
            yield Portion(reports[index - 1], others - 1)
            others = 0
        if index < ONE_BY_ONE or worse or falls or index >= len(reports) - 2:
            yield Portion(report, others)
            others = 0
        else:
            others += 1


def _speaker(report: Placed[FaultReport]) -> Speaker:
    return report.report.header.id.vin, report.report.component
