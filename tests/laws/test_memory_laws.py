"""Laws of memory: what a frame takes while it is read is bounded by its size."""

import tracemalloc
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.decode.faults import MOST_SNAPSHOTS
from gateway.decode.frames import LARGEST_MESSAGE, LONGEST_TOPIC, decode
from gateway.decode.replies import MOST_EXCHANGES
from gateway.domain.report import Frame, RefusalReason
from gateway.domain.vin import Vin
from proto.v1 import faults_pb2, presence_pb2, telemetry_pb2
from tests import fix_wire as wire

TIMES, AND = 16, 1 << 20
"""Half again as much as the worst that was seen: a snapshot with as many values as fit."""
CAR = Vin("WVWZZZ1KZAW000001")
LONGEST = 64 << 10
SIZES = st.integers(0, LARGEST_MESSAGE * 9 // 8) | st.just(LARGEST_MESSAGE)


def field(number: int, body: bytes) -> bytes:
    """Of a message in a message, as protobuf writes it."""
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _varint(number: int) -> bytes:
    if number < 1 << 7:
        return bytes([number])
    return bytes([number & 0x7F | 0x80]) + _varint(number >> 7)


MATRIX = telemetry_pb2.Matrix(signals=[1], offsets_ms=bytes(4), values=bytes(4))  # type: ignore[list-item]  # an open enum
OMISSION = telemetry_pb2.Omission(boot_id=5, first_seq=1, last_seq=1, reason=2)  # type: ignore[arg-type]
EARLIER = presence_pb2.EarlierBoot(boot_id=5, boot_count=0, last_seq=1)
FAULT = faults_pb2.Fault(dtc=1, status=1).SerializeToString()
SNAPSHOT = field(5, field(2, b""))
GOOD = {
    "telemetry": wire.telemetry(CAR, 1),
    "faults": wire.faults(CAR, 1),
    "replies": wire.reply(CAR, 1, UUID(int=7)),
    "presence": wire.presence(CAR),
}
REPEATED = {
    "header": field(1, wire.header(CAR, 1).SerializeToString()),
    "version": b"\x08\x01",
    "empty matrix": field(2, b""),
    "matrix": field(2, MATRIX.SerializeToString()),
    "matrix of rows alone": field(2, field(2, bytes(400))),
    "omission": field(4, OMISSION.SerializeToString()),
    "fault": field(4, FAULT),
    "fault with snapshots": field(4, FAULT + SNAPSHOT * 8),
    "exchange": field(8, b""),
    "exchange with bytes": field(8, field(1, b"\x22") + field(2, b"\x62")),
    "software": field(9, field(1, b"a") + field(2, b"b")),
    "earlier boot": field(12, EARLIER.SerializeToString()),
    "field of tomorrow": b"\xf8\x3f\x01",
    "group in a group": b"\xfb\x3f",
    "words": field(4, "ä".encode() * 50),
    "zeros": b"\x00",
}
"""Pieces of a message; said again and again, each is read in every kind of message."""


def inside(snapshots: int, values: int) -> bytes:
    """Of one fault so many snapshots, the first of them with so many values."""
    said = [faults_pb2.SnapshotValue(did=did) for did in range(values)]
    first = faults_pb2.Snapshot(values=said).SerializeToString()
    return field(4, FAULT + field(5, first) + SNAPSHOT * (snapshots - 1))


def peak(frame: Frame) -> int:
    """Bytes that reading takes more than there were before, what comes of it included."""
    tracemalloc.start()
    try:
        decoded = decode([frame])
        assert len(decoded.reports) + len(decoded.presences) + len(decoded.refused) == 1
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def assert_bounded(frame: Frame) -> None:
    size = len(frame.payload) + len(frame.topic)
    assert peak(frame) <= TIMES * size + AND


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What is made once, at the first message of a kind, is no matter of a frame."""
    for kind, body in GOOD.items():
        decode([Frame(wire.topic(CAR, kind), body, 0)])


@given(st.sampled_from([*GOOD]), st.lists(st.sampled_from([*REPEATED]), min_size=1), SIZES)
def test_what_is_said_again_and_again_takes_no_more_than_its_size(
    kind: str, pieces: list[str], size: int
) -> None:
    """Behind a good message, until it is as long as it may be and longer."""
    said = b"".join(REPEATED[piece] for piece in pieces)
    body = GOOD[kind] + said * (size // len(said))
    assert_bounded(Frame(wire.topic(CAR, kind), body, 0))


@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.parametrize("kind", GOOD)
def test_one_piece_fills_a_whole_message(kind: str, piece: str) -> None:
    """As many times as fit: in the kind of message that knows it, and in those that do not."""
    room = LARGEST_MESSAGE - len(GOOD[kind])
    body = GOOD[kind] + REPEATED[piece] * (room // len(REPEATED[piece]))
    assert_bounded(Frame(wire.topic(CAR, kind), body, 0))


@pytest.mark.parametrize(
    ("snapshots", "values"),
    [(1, 11_000), (MOST_SNAPSHOTS, 1), (MOST_SNAPSHOTS, 9000), (9000, 9000)],
)
def test_a_fault_full_of_snapshots_takes_no_more_than_its_size(
    snapshots: int, values: int
) -> None:
    """Many of them, or many values in one, or both; more than may be are not even read."""
    body = wire.faults(CAR, 1, {}) + inside(snapshots, values)
    assert len(body) <= LARGEST_MESSAGE
    assert_bounded(Frame(wire.topic(CAR, "faults"), body, 0))


@given(st.sampled_from([*GOOD]), st.binary(max_size=400), SIZES)
def test_no_bytes_take_more_than_their_size(kind: str, said: bytes, size: int) -> None:
    """Whatever they are, and however often."""
    body = said * (size // len(said)) if said else bytes(size)
    assert_bounded(Frame(wire.topic(CAR, kind), body, 0))


@given(st.text(min_size=1, max_size=40), st.integers(1, LONGEST))
@example("/", LONGEST)
@example("v1/", LONGEST)
@example(f"v1/{CAR.text}/telemetry", LONGEST)
def test_no_topic_takes_more_than_its_length(part: str, length: int) -> None:
    """As long as MQTT allows; refused, unless it is one of ours."""
    topic = (part * (length // len(part) + 1))[:length]
    assert_bounded(Frame(topic, b"", 0))
    if length > LONGEST_TOPIC:
        [refusal] = decode([Frame(topic, b"", 0)]).refused
        assert refusal.reason == RefusalReason.UNKNOWN_TOPIC


@pytest.mark.parametrize(
    ("kind", "piece", "most"),
    [("faults", field(4, FAULT + SNAPSHOT * (MOST_SNAPSHOTS + 1)), "snapshots"),
     ("replies", field(8, b"") * (MOST_EXCHANGES + 1), "exchanges")],
)  # fmt: skip
def test_more_than_any_vehicle_has_is_refused(kind: str, piece: bytes, most: str) -> None:
    """With a reason, as one that does not fit."""
    head = wire.faults(CAR, 1, {}) if kind == "faults" else GOOD[kind]
    [refusal] = decode([Frame(wire.topic(CAR, kind), head + piece, 0)]).refused
    assert (refusal.reason, most in refusal.detail) == (RefusalReason.IMPOSSIBLE_VALUE, True)
