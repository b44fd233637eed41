"""Laws of the wire: whatever comes is read as it was meant, or refused with a reason."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.decode.frames import Decoded, decode
from gateway.domain.operation import OperationState
from gateway.domain.report import (
    EarlierBoot,
    FaultReport,
    Frame,
    Presence,
    RefusalReason,
    Reply,
    Telemetry,
)
from gateway.domain.vin import Vin
from proto.v1 import faults_pb2, presence_pb2, replies_pb2, telemetry_pb2
from tests import fix_wire as wire

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
CAR = Vin("WVWZZZ1KZAW000001")
KINDS = st.sampled_from(["telemetry", "faults", "replies", "presence"])
TOPICS = (
    KINDS.map(lambda kind: f"v1/{CAR.text}/{kind}")
    | st.builds(lambda vin, kind: f"v1/{vin}/{kind}", st.text(max_size=20), KINDS)
    | st.text(max_size=40)
)
UINT32 = st.integers(0, 2**32 - 1)
DAY_MS = 86_400_000
HEADERS = st.fixed_dictionaries(
    {
        "boot_id": st.integers(1, 2**63 - 1),
        "boot_count": UINT32,
        "uptime_ms": st.integers(0, 10**11),
        "age_ms": st.none() | st.integers(DAY_MS, 400 * DAY_MS),
        "unit_id": st.integers(0, 2**63 - 1),
        "wall_ms": st.integers(-(2**63), 2**63 - 1),
    }
)
SEQUENCES = st.integers(1, 2**63 - 2)
WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=40)


def frame(kind: str, payload: bytes) -> Frame:
    return Frame.of(f"v1/{CAR.text}/{kind}", payload, NOW)


def whole(number: int) -> bytes:
    """One good message of each kind."""
    command = UUID(int=7)
    return [
        wire.telemetry(CAR, 1, {10: [12.5, 12.4], 2: [1, 1]}),
        wire.faults(CAR, 1),
        wire.reply(CAR, 1, command, reason="busy", step=1, steps=3),
        wire.presence(CAR),
    ][number]


def accounted(decoded: Decoded) -> int:
    return len(decoded.reports) + len(decoded.presences) + len(decoded.refused)


@given(st.lists(st.builds(Frame, TOPICS, st.binary(max_size=400), st.just(NOW)), max_size=8))
def test_no_bytes_on_no_topic_stop_the_decoder(frames: list[Frame]) -> None:
    """Each frame is a report, a presence or a refusal; none is lost and nothing is raised."""
    decoded = decode(frames)
    assert accounted(decoded) == len(frames)
    assert all(refusal.detail for refusal in decoded.refused)


@given(
    st.integers(0, 3),
    KINDS,
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255)), max_size=4),
    st.integers(0, 400),
)
def test_a_damaged_message_does_not_stop_the_decoder(
    which: int, kind: str, flips: list[tuple[int, int]], length: int
) -> None:
    """Bits that fell over, a tail that is missing, another topic: read or refused."""
    damaged = bytearray(whole(which)[: length or None])
    for place, mask in flips:
        if damaged:
            damaged[place % len(damaged)] ^= mask
    assert accounted(decode([frame(kind, bytes(damaged))])) == 1


@given(st.integers(0, 2**32 - 1).filter(lambda version: version != 1), st.integers(0, 3))
def test_only_version_1_is_spoken(version: int, which: int) -> None:
    """Another version is refused as such, never guessed at."""
    bodies = [
        ("telemetry", wire.telemetry(CAR, 1, version=version)),
        ("faults", wire.faults(CAR, 1, version=version)),
        ("replies", wire.reply(CAR, 1, UUID(int=7), version=version)),
        ("presence", wire.presence(CAR, version=version)),
    ]
    [refusal] = decode([frame(*bodies[which])]).refused
    assert refusal.reason == RefusalReason.WRONG_VERSION


@st.composite
def matrices(draw: st.DrawFn) -> telemetry_pb2.Matrix:
    signals = draw(st.lists(st.integers(1, 2**31 - 1), max_size=5, unique=True))
    offsets = sorted(draw(st.lists(st.integers(0, DAY_MS), max_size=6)))
    cells = len(signals) * len(offsets)
    values = draw(st.lists(st.floats(width=32), min_size=cells, max_size=cells))
    return telemetry_pb2.Matrix(
        signals=signals,  # type: ignore[arg-type]  # an open enum
        offsets_ms=np.array(offsets, dtype="<u4").tobytes(),
        values=np.array(values, dtype="<f4").tobytes(),
    )


@given(HEADERS, SEQUENCES, st.lists(matrices(), max_size=4))
def test_telemetry_is_read_as_it_was_written(
    head: dict[str, int | None], seq: int, said: list[telemetry_pb2.Matrix]
) -> None:
    """Every bit of every sample, NaN included, and every clock of the header."""
    message = telemetry_pb2.Telemetry(header=wire.header(CAR, seq, **head), matrices=said)
    [report] = decode([frame("telemetry", message.SerializeToString())]).reports
    assert isinstance(report, Telemetry)
    header = report.header
    assert header.id == (type(header.id))(CAR, head["boot_id"] or 0, seq)
    clocks = ("unit_id", "boot_count", "uptime_ms", "age_ms", "wall_ms")
    assert [getattr(header, name) for name in clocks] == [head[name] for name in clocks]
    assert [
        (list(one.signals), one.offsets_ms.tobytes(), one.values.tobytes())
        for one in report.matrices
    ] == [(list(one.signals), one.offsets_ms, one.values) for one in said]
    assert all(
        one.values.shape == (len(one.offsets_ms), len(one.signals)) for one in report.matrices
    )


@st.composite
def fault_memories(draw: st.DrawFn) -> list[faults_pb2.Fault]:
    codes = draw(st.lists(st.integers(0, 0xFFFFFF), max_size=5, unique=True))
    return [
        faults_pb2.Fault(
            dtc=code,
            status=draw(st.integers(0, 255)),
            occurrences=draw(UINT32),
            aging=draw(UINT32),
            snapshots=[
                faults_pb2.Snapshot(
                    record=draw(st.integers(0, 255)),
                    values=[
                        faults_pb2.SnapshotValue(did=did, data=draw(st.binary(max_size=9)))
                    ],
                )
                for did in draw(st.lists(st.integers(0, 0xFFFF), max_size=2))
            ],
        )
        for code in codes
    ]


@given(HEADERS, SEQUENCES, fault_memories(), UINT32)
def test_faults_are_read_as_they_were_written(
    head: dict[str, int | None], seq: int, said: list[faults_pb2.Fault], cycle: int
) -> None:
    """Codes, status bytes, counters and freeze frames come through unchanged."""
    message = faults_pb2.FaultReport(
        header=wire.header(CAR, seq, **head),
        component="brakes",
        operation_cycle=cycle,
        faults=said,
        software=f"2026.{cycle}",
    )
    [report] = decode([frame("faults", message.SerializeToString())]).reports
    assert isinstance(report, FaultReport)
    assert (report.component, report.operation_cycle) == ("brakes", cycle)
    assert report.software == f"2026.{cycle}"
    assert [
        (one.code.number, int(one.status), one.occurrences, one.aging) for one in report.entries
    ] == [(one.dtc, one.status, one.occurrences, one.aging) for one in said]
    assert [
        [(shot.record, shot.values) for shot in one.snapshots] for one in report.entries
    ] == [
        [(shot.record, {v.did: v.data for v in shot.values}) for shot in one.snapshots]
        for one in said
    ]


STATES = {
    state: OperationState[replies_pb2.CommandState.Name(state)]
    for state in replies_pb2.CommandState.values()
    if state
}


@given(st.uuids(), st.sampled_from([*STATES]), WORDS, UINT32, UINT32)
def test_replies_are_read_as_they_were_written(
    command: UUID, state: int, reason: str, step: int, steps: int
) -> None:
    """Which command, how it fares and how far it is."""
    body = wire.reply(CAR, 1, command, state, reason=reason, step=step, steps=steps)
    [report] = decode([frame("replies", body)]).reports
    assert isinstance(report, Reply)
    assert (report.command_id, report.state) == (command, STATES[state])
    assert (report.reason, report.step, report.steps) == (reason, step, steps)


@given(st.text(max_size=300))
def test_no_text_from_outside_can_harm(text: str) -> None:
    """Free text is bounded and printable, whatever a vehicle writes into it."""
    body = wire.reply(CAR, 1, UUID(int=7), reason=text, doing=text)
    [report] = decode([frame("replies", body)]).reports
    assert isinstance(report, Reply)
    assert len(report.reason) <= 200
    assert report.reason.isprintable()
    assert report.doing == report.reason


@given(
    st.fixed_dictionaries(
        {
            "unit_id": st.integers(0, 2**63 - 1),
            "boot_id": st.integers(1, 2**63 - 1),
            "boot_count": UINT32,
            "session": UINT32,
            "online": st.booleans(),
            "backlog": UINT32,
            "last_seq": st.integers(0, 2**63 - 1),
        }
    )
)
def test_presence_is_read_as_it_was_written(said: dict[str, Any]) -> None:
    """A car's own word about its session."""
    body = wire.presence(CAR, **said)
    [presence] = decode([frame("presence", body)]).presences
    software = {"telematics": "4.2.0"}
    assert presence == Presence(vin=CAR, received_at=NOW, software=software, **said)


def test_presence_names_the_earlier_boots() -> None:
    """Of which reports still wait; one that cannot be an earlier boot is refused."""

    def said(**fields: int) -> Decoded:
        earlier = presence_pb2.EarlierBoot(**({"boot_id": 5, "boot_count": 6} | fields))
        body = wire.presence(CAR, boot_id=9, boot_count=7, earlier=[earlier])
        return decode([frame("presence", body)])

    [presence] = said(last_seq=3).presences
    assert presence.earlier == (EarlierBoot(5, 6, 3),)
    for wrong in ({"boot_id": 9}, {"boot_id": 0}, {"boot_count": 7}, {"last_seq": 2**63}):
        assert [one.reason for one in said(**wrong).refused] == [RefusalReason.IMPOSSIBLE_VALUE]
