"""Is this command, clock or request really for this car, from the one who may give it?"""

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from google.protobuf.message import DecodeError

from proto.v1.commands_pb2 import (
    ClockAnswer,
    Command,
    ResendRequest,
    SignedClock,
    SignedCommand,
    SignedResend,
)
from simulator.agent.report import CONTRACT_VERSION

COMMAND_ID_BYTES = 16
KEY_ID_BYTES = 8
COMMAND_NAME = b"vdg.v1.Command"
CLOCK_NAME = b"vdg.v1.ClockAnswer"
RESEND_NAME = b"vdg.v1.ResendRequest"


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is not even entered into the ledger: its id, if it has one, cannot be trusted."""

    reason: str
    command_id: bytes = b""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Messages are signed under their names: one is never taken for the other.

    A car that was given no key trusts nobody: whatever comes is rejected with `no_key`.
    """

    vin: str
    public_key: Ed25519PublicKey | None
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        name = b"" if self.public_key is None else key_id(self.public_key)
        object.__setattr__(self, "key_id", name)

    def command(self, signed: SignedCommand) -> Command | Rejection:
        """The command in `signed`, or why it is nothing to this car."""
        try:
            command = Command.FromString(signed.command)
        except DecodeError:
            return Rejection("malformed")
        if reason := self._distrust(COMMAND_NAME, signed.command, signed):
            return Rejection(reason, command.command_id)
        if command.version != CONTRACT_VERSION:
            return Rejection("wrong_version", command.command_id)
        if command.vin != self.vin:
            return Rejection("wrong_vin", command.command_id)
        if len(command.command_id) != COMMAND_ID_BYTES:
            return Rejection("malformed")
        return command

    def clock(self, signed: SignedClock) -> ClockAnswer | Rejection:
        """The answer in `signed`, or why it is nothing to this car."""
        if reason := self._distrust(CLOCK_NAME, signed.clock, signed):
            return Rejection(reason)
        try:
            answer = ClockAnswer.FromString(signed.clock)
        except DecodeError:
            return Rejection("malformed")
        return answer if answer.vin == self.vin else Rejection("wrong_vin")

    def resend(self, signed: SignedResend) -> ResendRequest | Rejection:
        """The request in `signed`, or why it is nothing to this car."""
        if reason := self._distrust(RESEND_NAME, signed.resend, signed):
            return Rejection(reason)
        try:
            request = ResendRequest.FromString(signed.resend)
        except DecodeError:
            return Rejection("malformed")
        return request if request.vin == self.vin else Rejection("wrong_vin")

    def _distrust(
        self, name: bytes, message: bytes, signed: SignedCommand | SignedClock | SignedResend
    ) -> str | None:
        if self.public_key is None:
            return "no_key"
        if signed.key_id and signed.key_id != self.key_id:
            return "unknown_key"
        try:
            self.public_key.verify(signed.signature, name + b"\0" + message)
        except InvalidSignature:
            return "bad_signature"
        return None


def key_id(public_key: Ed25519PublicKey) -> bytes:
    """The name of a key on the wire: the first 8 bytes of its SHA-256."""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return sha256(raw).digest()[:KEY_ID_BYTES]
