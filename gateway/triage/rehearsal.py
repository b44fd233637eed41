"""Rules tried on made-up stretches of a vehicle's life, each with what they should say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np

from gateway.domain.cause import CauseId
from gateway.domain.component import ComponentId
from gateway.domain.instant import to_us
from gateway.domain.quantity import Count, Quantity, Second
from gateway.domain.report import (
    FaultEntry,
    FaultReport,
    Header,
    Matrix,
    Placed,
    ReportId,
    Telemetry,
    TimeSource,
)
from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.vin import Vin
from gateway.triage.absorb import absorb
from gateway.triage.heard import Heard
from gateway.triage.ranking import rank
from gateway.triage.rule import Rule
from gateway.triage.story_of_days import DayEvent, with_days
from gateway.triage.truth import Truth
from gateway.triage.units import in_ms
from gateway.triage.window import Window

VIN = Vin("WVWZZZ1KZAW000001")
START = datetime(2026, 11, 2, 8, tzinfo=UTC)

ONCE = Second(0)
SAMPLE_EVERY_MS = 10_000
Q = TypeVar("Q", bound=Quantity)

FAILED = Status(0x2F)
"""Failed now, in this cycle and since the clear; pending and confirmed."""
STORED = Status(0x28)
"""Confirmed once, passing now."""
CLEARED = Status(0x50)
"""As fresh after a clear: not tested yet."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of one signal, one every 10 s, the first so long after the story began."""

    signal: int
    values: tuple[float, ...]
    after: Second = ONCE


@dataclass(frozen=True, slots=True)
class Reported:
    """One component's fault memory, told so long after the story began."""

    component: ComponentId
    entries: tuple[FaultEntry, ...]
    after: Second = ONCE
    software: str = ""


Moment = Measured | Reported
Event = Moment | DayEvent | VehicleType


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule should say after a story; its events begin together unless put off."""

    rule: Rule
    story: tuple[Event, ...]
    expected: Truth

    def __str__(self) -> str:
        return f"{self.rule.id} is {self.expected.name.lower()}"


def fires(rule: Rule, *story: Event) -> Case:
    return Case(rule, story, Truth.TRUE)


def stays_quiet(rule: Rule, *story: Event) -> Case:
    return Case(rule, story, Truth.FALSE)


def undecided(rule: Rule, *story: Event) -> Case:
    return Case(rule, story, Truth.UNKNOWN)


def by_code(
    rule: Rule,
    component: ComponentId,
    spelling: str,
    *also: Event,
    stored: Truth = Truth.TRUE,
) -> tuple[Case, ...]:
    """The four cases of a rule that one trouble code decides: failed, stored, passed, cleared.

    `stored`: what the rule says while the code is confirmed but passes now. `also`: what else
    happens in all four.
    """
    return (
        fires(rule, *also, reports(component, {spelling: FAILED})),
        Case(rule, (*also, reports(component, {spelling: STORED})), stored),
        stays_quiet(rule, *also, reports(component)),
        undecided(rule, *also, reports(component, {spelling: CLEARED})),
    )


def by_own_code(*rules: Rule, stored: Truth = Truth.TRUE) -> tuple[Case, ...]:
    """`by_code` of rules that only ask for the code of their own entry."""
    return tuple(
        case
        for rule in rules
        for case in by_code(rule, rule.entry.component, str(rule.entry.code), stored=stored)
    )


def says(signal: Signal[Q], value: Q, during: Second = ONCE) -> Measured:
    """The same value every 10 s for a while, or once."""
    return Measured(signal.number, (value.value,) * _samples(during))


def ramps(signal: Signal[Q], first: Q, last: Q, over: Second) -> Measured:
    """From one value to another in a straight line."""
    values = np.linspace(first.value, last.value, _samples(over))
    return Measured(signal.number, tuple(values.tolist()))


def swings(signal: Signal[Q], first: Q, other: Q, *, every: Second, during: Second) -> Measured:
    """Between two values, each for so long."""
    each = max(in_ms(every) // SAMPLE_EVERY_MS, 1)
    values = (first.value, other.value)
    swing = tuple(values[index // each % 2] for index in range(_samples(during)))
    return Measured(signal.number, swing)


def later(span: Second, event: Moment) -> Moment:
    """The event, put off by so long."""
    return replace(event, after=Second(event.after.value + span.value))


def well(*components: ComponentId) -> tuple[Reported, ...]:
    """Components that each report no fault at all."""
    return tuple(reports(component) for component in components)


def while_in(phase: Phase, during: Second) -> Measured:
    return says(VEHICLE_PHASE, Count(phase), during)


def reports(
    component: ComponentId,
    codes: Mapping[str, Status] | None = None,
    *,
    seen: int = 1,
    software: str = "",
) -> Reported:
    """A fault memory with these codes, each seen so often; empty: every test has passed."""
    return Reported(
        component,
        tuple(
            FaultEntry(code=TroubleCode.parse(code), status=status, occurrences=seen)
            for code, status in (codes or {}).items()
        ),
        software=software,
    )


def told(story: tuple[Event, ...], start: datetime = START) -> list[Heard]:
    """The story as the reports that tell it, with rising sequence numbers; nothing else."""
    moments = [event for event in story if isinstance(event, Measured | Reported)]
    in_order = sorted(moments, key=lambda event: event.after.value)
    return [_report(event, seq, start) for seq, event in enumerate(in_order, start=1)]


def rehearse(case: Case) -> Truth:
    """What the rule says at the end of the story."""
    window = _beginning(case.story)
    for heard in told(case.story):
        window = absorb(window, heard, case.rule.when.needs)
    window = with_days(window, case.story, case.rule.needs)
    return case.rule.when.truth(window, window.now_ms)


def likeliest(rule: Rule, *story: Event) -> CauseId:
    """The cause that ranks first after a story."""
    window = _beginning(story)
    for heard in told(story):
        window = absorb(window, heard, rule.needs)
    return rank(rule.causes, window, window.now_ms)[0].id


def _beginning(story: Iterable[Event]) -> Window:
    """Of a car that is what the story says it is."""
    types = [event for event in story if isinstance(event, VehicleType)]
    return Window(vehicle_type=types[-1] if types else UNTOLD)


def _report(event: Moment, seq: int, beginning: datetime) -> Heard:
    start = beginning + timedelta(milliseconds=in_ms(event.after))
    header = Header(
        id=ReportId(VIN, 1, seq),
        boot_count=1,
        uptime_ms=0,
        age_ms=0,
        wall_ms=0,
        received_us=to_us(start),
    )
    match event:
        case Measured():
            telemetry = Telemetry(header, (_matrix(event),))
            return Placed.of(telemetry, start, TimeSource.UPTIME)
        case Reported():
            report = FaultReport(
                header, event.component, 1, event.entries, software=event.software
            )
            return Placed.of(report, start, TimeSource.UPTIME)


def _matrix(event: Measured) -> Matrix:
    offsets = np.arange(len(event.values), dtype=np.uint32) * np.uint32(SAMPLE_EVERY_MS)
    return Matrix.of((event.signal,), offsets, np.array(event.values, np.float32)[:, None])


def _samples(during: Second) -> int:
    return in_ms(during) // SAMPLE_EVERY_MS + 1
