"""What a car owns up to: read as it was said, or refused when it cannot be true."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.decode.frames import Decoded, decode
from gateway.decode.omissions import MOST_OMISSIONS, MOST_REPORTS, MOST_SAMPLES
from gateway.domain.report import Frame, Omission, OmissionReason, RefusalReason, Telemetry
from gateway.domain.vin import Vin
from proto.v1 import telemetry_pb2
from tests import fix_wire as wire

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
CAR = Vin("WVWZZZ1KZAW000001")
SEQ = 10_000
REASONS = {
    telemetry_pb2.OUT_OF_MEMORY: OmissionReason.OUT_OF_MEMORY,
    telemetry_pb2.NO_LONGER_KEPT: OmissionReason.NO_LONGER_KEPT,
}


def taken(*omissions: telemetry_pb2.Omission, thinned: int = 0) -> Decoded:
    message = telemetry_pb2.Telemetry(
        header=wire.header(CAR, SEQ), omissions=omissions, thinned_samples=thinned
    )
    return decode([Frame.of(wire.topic(CAR, "telemetry"), message.SerializeToString(), NOW)])


def said(**fields: Any) -> telemetry_pb2.Omission:
    """Reports 5 to 9 of this boot, with 100 samples, but for `fields`."""
    known: dict[str, Any] = {
        "boot_id": wire.BOOT,
        "first_seq": 5,
        "last_seq": 9,
        "samples": 100,
        "reason": telemetry_pb2.OUT_OF_MEMORY,
    }
    return telemetry_pb2.Omission(**(known | fields))


@given(
    st.lists(st.integers(1, 2**62), min_size=2, max_size=8, unique=True),
    st.integers(1, 2**63 - 1).filter(lambda boot: boot != wire.BOOT),
    st.integers(0, MOST_SAMPLES),
    st.sampled_from([*REASONS]),
    st.integers(0, MOST_SAMPLES),
)
def test_omissions_are_read_as_they_were_written(
    ends: list[int], boot: int, samples: int, reason: Any, thinned: int
) -> None:
    """Every range with its boot, its samples and its reason, in their order."""
    ends = sorted(ends)
    spans = [
        (first, min(last, first + MOST_REPORTS - 1))
        for first, last in zip(ends[::2], ends[1::2], strict=False)
    ]
    written = [
        said(boot_id=boot, first_seq=first, last_seq=last, samples=samples, reason=reason)
        for first, last in spans
    ]
    [report] = taken(*written, thinned=thinned).reports
    assert isinstance(report, Telemetry)
    assert (report.matrices, report.thinned_samples) == ((), thinned)
    assert report.omissions == tuple(
        Omission(
            boot_id=boot,
            first_seq=first,
            last_seq=last,
            samples=samples,
            reason=REASONS[reason],
        )
        for first, last in spans
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"first_seq": 0},
        {"first_seq": 9, "last_seq": 8},
        {"last_seq": SEQ},
        {"last_seq": 2**63, "boot_id": 1},
        {"last_seq": 5 + MOST_REPORTS, "boot_id": 1},
        {"boot_id": 0},
        {"boot_id": 2**63},
        {"samples": 5 * MOST_SAMPLES + 1},
        {"reason": telemetry_pb2.OMISSION_REASON_UNSPECIFIED},
        {"reason": 99},
    ],
)
def test_an_absurd_omission_is_refused(fields: dict[str, Any]) -> None:
    """No range, no boot, no reason, itself, or more than anybody could have made."""
    [refusal] = taken(said(**fields)).refused
    assert refusal.reason is RefusalReason.IMPOSSIBLE_VALUE
    assert refusal.detail


def test_what_is_given_up_twice_is_refused() -> None:
    """Ranges that overlap would be counted twice; neighbours and other boots would not."""
    two = said(), said(first_seq=9, last_seq=12)
    assert taken(*two).refused[0].detail == "a report is left out twice"
    assert not taken(said(), said(first_seq=10, last_seq=12), said(boot_id=1)).refused


def test_a_flood_of_omissions_is_refused() -> None:
    """A car owns up in pieces that a store can take in."""
    many = [said(first_seq=n, last_seq=n) for n in range(1, MOST_OMISSIONS + 2)]
    assert not taken(*many[1:]).refused
    [refusal] = taken(*many).refused
    assert refusal.reason is RefusalReason.IMPOSSIBLE_VALUE


def test_more_thinned_out_than_a_report_can_hold_is_refused() -> None:
    """A report of 80 KiB has room for so many samples."""
    assert not taken(thinned=MOST_SAMPLES).refused
    assert taken(thinned=MOST_SAMPLES + 1).refused
