"""Is this command really for this car, from the one who may give it?"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.protobuf.message import DecodeError

from proto.v1.commands_pb2 import Command, SignedCommand
from simulator.agent.report import CONTRACT_VERSION

COMMAND_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Rejection:
    """A command that is not even entered into the ledger: its id cannot be trusted."""

    reason: str
    command_id: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    vin: str
    public_key: Ed25519PublicKey

    def verify(self, signed: SignedCommand) -> Command | Rejection:
        """The command in `signed`, or why it is nothing to this car."""
        try:
            command = Command.FromString(signed.command)
        except DecodeError:
            return Rejection("malformed", b"")
        try:
            self.public_key.verify(signed.signature, signed.command)
        except InvalidSignature:
            return Rejection("bad_signature", command.command_id)
        if command.version != CONTRACT_VERSION:
            return Rejection("wrong_version", command.command_id)
        if command.vin != self.vin:
            return Rejection("wrong_vin", command.command_id)
        if len(command.command_id) != COMMAND_ID_BYTES:
            return Rejection("malformed", b"")
        return command
