"""Reports, streams and conditions for the tests of triage."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.component import BRAKES, TELEMATICS, ComponentId
from gateway.domain.instant import to_us
from gateway.domain.quantity import Quantity
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
    Signal,
)
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.triage.condition import Condition
from gateway.triage.heard import Heard
from gateway.triage.rule import Rule

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
        received_us=to_us(at),
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
    return Placed.of(
        Telemetry(head, (Matrix.of((signal.number,), offsets, column[:, None]),)), at, source
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
    return Placed.of(FaultReport(head, component, 1, entries, software=software), at, source)


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
    matrix = Matrix.of(
        tuple(numbers),
        np.array(offsets, dtype=np.uint32),
        np.array(cells, dtype=np.float32).reshape(rows, len(numbers)),
    )
    at, source = draw(_moments()), draw(st.sampled_from(TimeSource))
    return Placed.of(Telemetry(header(0, at), (matrix,)), at, source)


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
    return Placed.of(report, at, source)


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
            return Placed.of(Telemetry(head, matrices), heard.at, heard.source)
        case FaultReport():
            return Placed.of(replace(heard.report, header=head), heard.at, heard.source)
