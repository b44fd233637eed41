"""Reports, streams and conditions for the tests of triage."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.component import BRAKES, INVERTER, TELEMATICS, ComponentId
from gateway.domain.quantity import Celsius, Quantity, Second, Volt
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
from gateway.domain.signal import (
    HV_BATTERY_TEMPERATURE_MAX,
    INVERTER_TEMPERATURE,
    LV_BATTERY_VOLTAGE,
    Phase,
    Signal,
)
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.triage.absence import AbsentFor, absent_for
from gateway.triage.condition import Condition, at_least, not_
from gateway.triage.debounce import debounced
from gateway.triage.difference import Differs, difference
from gateway.triage.found import found
from gateway.triage.heard import Heard
from gateway.triage.hindsight import count_within, hysteresis, within
from gateway.triage.measure import Fall, Mean, Percentile, Rise, Slope, Spread
from gateway.triage.measured import Relation, latest, phase
from gateway.triage.reported import code, occurrences
from gateway.triage.rule import Rule
from gateway.triage.software import Age, HasSoftware
from gateway.triage.statistic import Aggregate, Statistic

Q = TypeVar("Q", bound=Quantity)

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
CAR = Vin("WVWZZZ1KZAW000001")
OTHER_CAR = Vin("WVWZZZ1KZAW000002")
BOOT = 77


def header(seq: int, at: datetime = NINE, *, boot_count: int = 1, vin: Vin = CAR) -> Header:
    return Header(
        id=ReportId(vin, BOOT + boot_count, seq),
        boot_count=boot_count,
        uptime_ms=seq * 1000,
        age_ms=0,
        wall_ms=0,
        received_at=at,
    )


def measured(
    seq: int,
    after_s: float,
    signal: Signal[Q],
    values: float | Sequence[float],
    *,
    every_s: float = 10,
    boot_count: int = 1,
    vin: Vin = CAR,
    source: TimeSource = TimeSource.UPTIME,
) -> Placed[Telemetry]:
    """One signal: `values` every `every_s` seconds, the first `after_s` seconds after nine."""
    column = np.atleast_1d(np.asarray(values, dtype=np.float32))
    offsets = (np.arange(len(column)) * every_s * 1000).astype(np.uint32)
    at = NINE + timedelta(seconds=after_s)
    head = header(seq, at, boot_count=boot_count, vin=vin)
    return Placed(
        Telemetry(head, (Matrix((signal.number,), offsets, column[:, None]),)), at, source
    )


def faulty(
    seq: int,
    after_s: float,
    component: ComponentId,
    codes: Mapping[str, int | tuple[int, int]],
    *,
    boot_count: int = 1,
    vin: Vin = CAR,
    source: TimeSource = TimeSource.UPTIME,
    software: str = "",
) -> Placed[FaultReport]:
    """A fault memory: code → status, or (status, occurrences)."""
    at = NINE + timedelta(seconds=after_s)
    entries = tuple(
        _entry(spelling, *(said if isinstance(said, tuple) else (said, 1)))
        for spelling, said in codes.items()
    )
    head = header(seq, at, boot_count=boot_count, vin=vin)
    return Placed(FaultReport(head, component, 1, entries, software=software), at, source)


def _entry(spelling: str, status: int, occurrences: int) -> FaultEntry:
    return FaultEntry(
        code=TroubleCode.parse(spelling), status=Status(status), occurrences=occurrences
    )


def a_rule(when: Condition) -> Rule:
    """One of the rulebook's, with another condition."""
    return replace(RULEBOOK.rules[0], when=when)


SIGNAL_NUMBERS = [2, 10, 23, 24, 30, 41, 50, 51, 52, 53, 63, 999]
COMPONENT_CODES = [
    (ComponentId("battery_management"), "P0AA6-1A"),
    (TELEMATICS, "U1A10-87"),
    (ComponentId("thermal_management"), "P0071-62"),
    (ComponentId("charger"), "P1B30-72"),
    (ComponentId("airbag"), "B0001-1A"),
    (BRAKES, "C0035-13"),
    (BRAKES, "C3FFF-FF"),  # in no catalogue
    (ComponentId("toaster"), "B1234-00"),  # in no car
]
VALUES = st.floats(width=32) | st.sampled_from([0.0, 2.0, 11.0, 13.0, 120.0, 4e5, 2e6])
VERSIONS = st.sampled_from(["", "1.2", "1.2.0", "1.10", "2", "1.2-beta"])
STATUSES = st.integers(0, 255) | st.sampled_from([0x00, 0x2F, 0x28, 0x50, 0x24])


@st.composite
def telemetry(draw: st.DrawFn) -> Placed[Telemetry]:
    rows = draw(st.integers(0, 6))
    numbers = draw(st.lists(st.sampled_from(SIGNAL_NUMBERS), max_size=4, unique=True))
    offsets = sorted(draw(st.lists(st.integers(0, 400_000), min_size=rows, max_size=rows)))
    cells = draw(st.lists(VALUES, min_size=rows * len(numbers), max_size=rows * len(numbers)))
    matrix = Matrix(
        tuple(numbers),
        np.array(offsets, dtype=np.uint32),
        np.array(cells, dtype=np.float32).reshape(rows, len(numbers)),
    )
    at, source = draw(_moments()), draw(st.sampled_from(TimeSource))
    return Placed(Telemetry(header(0, at), (matrix,)), at, source)


@st.composite
def fault_reports(draw: st.DrawFn) -> Placed[FaultReport]:
    component = draw(st.sampled_from([component for component, _ in COMPONENT_CODES]))
    spellings = [spelling for _, spelling in COMPONENT_CODES]
    entries = draw(
        st.lists(
            st.builds(_entry, st.sampled_from(spellings), STATUSES, st.integers(0, 2**32 - 1)),
            max_size=4,
        )
    )
    at, source = draw(_moments()), draw(st.sampled_from(TimeSource))
    report = FaultReport(header(0, at), component, 1, tuple(entries), software=draw(VERSIONS))
    return Placed(report, at, source)


def _moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 1_800).map(lambda after: NINE + timedelta(seconds=after))


@st.composite
def streams(draw: st.DrawFn, max_size: int = 12, *, in_time: bool = False) -> list[Heard]:
    """Reports of two cars in the order in which they were made, over a few boots.

    Their clocks jump about, unless `in_time`.
    """
    drawn = draw(st.lists(telemetry() | fault_reports(), max_size=max_size))
    if in_time:
        drawn.sort(key=lambda heard: heard.at)
    boot_count = 1
    stream: list[Heard] = []
    for seq, heard in enumerate(drawn, start=1):
        boot_count += draw(st.sampled_from([0, 0, 0, 1]))
        vin = draw(st.sampled_from([CAR, CAR, OTHER_CAR]))
        stream.append(
            _with_header(heard, header(seq, heard.at, boot_count=boot_count, vin=vin))
        )
    return stream


def _with_header(heard: Heard, head: Header) -> Heard:
    match heard.report:
        case Telemetry(matrices=matrices):
            return Placed(Telemetry(head, matrices), heard.at, heard.source)
        case FaultReport():
            return Placed(replace(heard.report, header=head), heard.at, heard.source)


def _leaves() -> st.SearchStrategy[Condition]:
    limits = st.sampled_from([2.0, 12.0, 100.0])
    return st.one_of(
        limits.map(lambda limit: latest(LV_BATTERY_VOLTAGE) < Volt(limit)),
        limits.map(lambda limit: latest(INVERTER_TEMPERATURE) >= Celsius(limit)),
        st.sampled_from(Phase).map(phase),
        st.sampled_from([code(BRAKES, "C0035-13"), code(INVERTER, "P0A78-4B")]).map(
            lambda fault: fault.present
        ),
        st.integers(0, 3).map(lambda count: occurrences(TELEMATICS, "U1A10-87") >= count),
        statistics(INVERTER_TEMPERATURE, [0.0, 2.0, 100.0], [3, 60, 600]),
        differences(HV_BATTERY_TEMPERATURE_MAX, [0.0, 2.0], [3, 300]),
        absences(INVERTER_TEMPERATURE, [4, 300]),
        versions(),
    )


def statistics(
    signal: Signal[Q], limits: Sequence[float], spans: Sequence[float]
) -> st.SearchStrategy[Statistic[Q]]:
    """Of every kind; the limits are values as the signal may have them."""
    aggregates = st.builds(
        lambda measure, over, during, enough: Aggregate(
            signal=signal, measure=measure, over=Second(over), during=during, enough=enough
        ),
        st.sampled_from(
            [Percentile(10), Percentile(50), Mean(), Spread(), Slope(), Rise(), Fall()]
        ),
        st.sampled_from(spans),
        st.sampled_from([None, None, Phase.PARKED, Phase.DRIVING]),
        st.integers(3, 5),
    )
    quantities = st.sampled_from(limits).map(signal.quantity)
    return st.builds(Statistic, aggregates, st.sampled_from(Relation), quantities)


def differences(
    other: Signal[Celsius], limits: Sequence[float], spans: Sequence[float]
) -> st.SearchStrategy[Differs[Celsius]]:
    """Of the inverter's temperature from another one."""
    span = st.sampled_from(spans).map(Second)
    both = st.builds(
        lambda within, together: difference(
            INVERTER_TEMPERATURE, other, within=within, together=together
        ),
        span,
        span,
    )
    return st.builds(
        Differs, both, st.sampled_from(Relation), st.sampled_from(limits).map(Celsius)
    )


def versions() -> st.SearchStrategy[HasSoftware]:
    return st.builds(
        HasSoftware,
        st.sampled_from([BRAKES, TELEMATICS]),
        st.sampled_from(Age),
        st.sampled_from(["1.2", "1.9.1"]),
    )


def absences(signal: Signal[Q], spans: Sequence[float]) -> st.SearchStrategy[AbsentFor[Q]]:
    span = st.sampled_from(spans).map(Second)
    phases = st.sampled_from([None, Phase.PARKED])
    return st.builds(
        lambda span, during, remembered: absent_for(
            signal, span, during=during, remembered=remembered
        ),
        span,
        phases,
        span,
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Any tree that the language allows, over the signals and codes of `streams`."""
    return grown(_leaves(), st.integers(1, 600), max_leaves=6)


def grown(
    leaves: st.SearchStrategy[Condition], spans: st.SearchStrategy[float], *, max_leaves: int
) -> st.SearchStrategy[Condition]:
    """Every way to make one condition of others."""
    span = spans.map(Second)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(not_),
            inner.map(a_rule).map(found),
            st.lists(inner, min_size=1, max_size=3).flatmap(
                lambda parts: st.integers(1, len(parts)).map(
                    lambda count: at_least(count, *parts)
                )
            ),
            st.builds(lambda part, span: part.held_for(span), inner, span),
            st.builds(within, inner, span),
            st.builds(
                lambda part, span, count: count_within(part, span) >= count,
                inner.filter(lambda part: not part.needs.components),
                span,
                st.integers(1, 3),
            ),
            st.builds(_hysteresis, inner, inner, span),
            st.builds(_debounced, inner, st.integers(1, 3), st.integers(1, 3)),
        ),
        max_leaves=max_leaves,
    )


def _hysteresis(on: Condition, off: Condition, span: Second) -> Condition:
    return hysteresis(on=on, off=off, span=span)


def _debounced(part: Condition, up: int, down: int) -> Condition:
    ten, span = 10, Second(50)
    return debounced(part, rises_in=Second(ten * up), falls_in=Second(ten * down), span=span)
