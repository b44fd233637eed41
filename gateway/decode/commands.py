"""What goes down to a vehicle, as bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.decode.header import WIRE_VERSION
from gateway.domain.operation import (
    ClearFault,
    Command,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    SafetyClass,
)
from gateway.domain.report import Presence
from gateway.domain.vin import Vin
from proto.v1 import commands_pb2

COMMAND = "vdg.v1.Command"
CLOCK = "vdg.v1.ClockAnswer"
RESEND = "vdg.v1.ResendRequest"
"""Names of what is signed; they are signed too, so that the one cannot pass for the other."""
_CLASSES = {
    SafetyClass.INERT: commands_pb2.INERT,
    SafetyClass.STATIONARY: commands_pb2.STATIONARY,
    SafetyClass.SERVICE_ONLY: commands_pb2.SERVICE_ONLY,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Ed25519; `key_id` names the key to the vehicle."""

    value: bytes
    key_id: bytes


Sign = Callable[[str, bytes], Signature]
"""Signs the bytes of a message of this name."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Reports of one boot that have not come, both ends included."""

    boot_id: int
    first_seq: int
    last_seq: int


def encode_command(command: Command) -> bytes:
    """The bytes that are signed, exactly."""
    message = commands_pb2.Command(
        version=WIRE_VERSION,
        command_id=command.id.bytes,
        vin=command.vin.text,
        issued_at_ms=_milliseconds(command.issued_at),
        expires_at_ms=_milliseconds(command.expires_at),
        budget_ms=round(command.budget_s * 1000),
        safety_class=_CLASSES[command.safety_class],
        component=command.component,
    )
    match command.action:
        case ReadEvidence(code):
            message.read_evidence.dtc = code.number
        case EcuReset(reset_type):
            message.ecu_reset.reset_type = reset_type
        case ClearFault(code):
            message.clear_fault.dtc = code.number
        case ReadFaults():
            message.read_faults.SetInParent()
    return message.SerializeToString(deterministic=True)


def seal(command: bytes, signature: Signature) -> bytes:
    """The downlink that carries a signed command."""
    signed = commands_pb2.SignedCommand(
        command=command, signature=signature.value, key_id=signature.key_id
    )
    return commands_pb2.Downlink(command=signed).SerializeToString()


def answer_clock(presence: Presence, now: datetime, sign: Sign) -> bytes:
    """The downlink that gives a vehicle the server's time for this session."""
    encoded = commands_pb2.ClockAnswer(
        vin=presence.vin.text,
        boot_id=presence.boot_id,
        session=presence.session,
        server_ms=_milliseconds(now),
        beat=presence.beat,
    ).SerializeToString(deterministic=True)
    signature = sign(CLOCK, encoded)
    signed = commands_pb2.SignedClock(
        clock=encoded, signature=signature.value, key_id=signature.key_id
    )
    return commands_pb2.Downlink(clock=signed).SerializeToString()


def ask_to_resend(vin: Vin, gaps: Sequence[Gap], now: datetime, sign: Sign) -> bytes:
    """The downlink that asks a vehicle to send these reports once more."""
    encoded = commands_pb2.ResendRequest(
        vin=vin.text,
        issued_at_ms=_milliseconds(now),
        ranges=[
            commands_pb2.Range(
                boot_id=each.boot_id, first_seq=each.first_seq, last_seq=each.last_seq
            )
            for each in gaps
        ],
    ).SerializeToString(deterministic=True)
    signature = sign(RESEND, encoded)
    signed = commands_pb2.SignedResend(
        resend=encoded, signature=signature.value, key_id=signature.key_id
    )
    return commands_pb2.Downlink(resend=signed).SerializeToString()


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
