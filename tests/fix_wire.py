"""Messages as a vehicle makes them, straight from the wire contract."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from proto.v1 import faults_pb2, header_pb2, presence_pb2, replies_pb2, telemetry_pb2

BOOT = 0x5EED
SERVICES_LOST = "U1A10-87"  # in the catalogue, on telematics
FAILED = 0x2F  # failed now and in this cycle, pending, confirmed, failed since clear


def header(vin: Vin, seq: int, **fields: Any) -> header_pb2.Header:
    """A healthy header; `fields` replace what is given."""
    known: dict[str, Any] = {
        "version": 1,
        "vin": vin.text,
        "boot_id": BOOT,
        "boot_count": 1,
        "seq": seq,
        "uptime_ms": 60_000 + 1000 * seq,
        "age_ms": 50,
        "wall_ms": 1_790_000_000_000,
    }
    return header_pb2.Header(**(known | fields))


def matrix(signals: Mapping[int, Sequence[float]], every_ms: int = 1000) -> Any:
    """Columns of equal length, a row every `every_ms`."""
    columns = [np.asarray(values, dtype="<f4") for values in signals.values()]
    rows = len(columns[0]) if columns else 0
    return telemetry_pb2.Matrix(
        signals=[*signals],  # type: ignore[list-item]  # an open enum
        offsets_ms=(np.arange(rows) * every_ms).astype("<u4").tobytes(),
        values=np.stack(columns, axis=1).tobytes() if columns else b"",
    )


def telemetry(
    vin: Vin, seq: int, signals: Mapping[int, Sequence[float]] | None = None, **fields: Any
) -> bytes:
    """By default three samples of a healthy 12 V battery."""
    said = matrix({10: [12.6, 12.7, 12.6]} if signals is None else signals)
    head = header(vin, seq, **fields)
    return telemetry_pb2.Telemetry(header=head, matrices=[said]).SerializeToString()


def faults(
    vin: Vin,
    seq: int,
    codes: Mapping[str, int] | None = None,
    component: str = "telematics",
    **fields: Any,
) -> bytes:
    """A fault memory: code → status byte; by default services that are lost."""
    said = {SERVICES_LOST: FAILED} if codes is None else codes
    return faults_pb2.FaultReport(
        header=header(vin, seq, **fields),
        component=component,
        operation_cycle=1,
        faults=[
            faults_pb2.Fault(
                dtc=TroubleCode.parse(code).number,
                status=status,
                occurrences=1,
                snapshots=[
                    faults_pb2.Snapshot(
                        record=1,
                        values=[faults_pb2.SnapshotValue(did=0xF40D, data=b"\x2a")],
                    )
                ],
            )
            for code, status in said.items()
        ],
    ).SerializeToString()


def reply(
    vin: Vin, seq: int, command: UUID, state: int = replies_pb2.SUCCEEDED, **fields: Any
) -> bytes:
    """How `command` fares; `reason`, `step`, `steps` and `doing` may be among the fields."""
    said = {
        name: fields.pop(name)
        for name in ("reason", "step", "steps", "doing")
        if name in fields
    }
    return replies_pb2.Reply(
        header=header(vin, seq, **fields),
        command_id=command.bytes,
        state=state,  # type: ignore[arg-type]  # an open enum
        **said,
    ).SerializeToString()


def presence(vin: Vin, session: int = 1, *, online: bool = True, **fields: Any) -> bytes:
    known: dict[str, Any] = {
        "version": 1,
        "vin": vin.text,
        "boot_id": BOOT,
        "boot_count": 1,
        "session": session,
        "online": online,
        "software": {"telematics": "4.2.0"},
    }
    return presence_pb2.Presence(**(known | fields)).SerializeToString()


def given_up(first_seq: int, last_seq: int, samples: int) -> telemetry_pb2.Omission:
    """Reports that the unit had no more room for."""
    return telemetry_pb2.Omission(
        boot_id=BOOT,
        first_seq=first_seq,
        last_seq=last_seq,
        samples=samples,
        reason=telemetry_pb2.OUT_OF_MEMORY,
    )


def topic(vin: Vin | str, kind: str) -> str:
    return f"v1/{vin.text if isinstance(vin, Vin) else vin}/{kind}"
