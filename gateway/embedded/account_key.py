"""The key of a NATS account, as nkeys spells it, and the tokens (JWT) that it signs."""

import base64
import binascii
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ACCOUNT: Final = b"\x00"  # prefix byte "A" of nkeys
_HEADER: Final = {"typ": "JWT", "alg": "ed25519-nkey"}


class AccountKey:
    """Lives in memory only: a broker is told the public half each time it starts."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = spell(_ACCOUNT, key.public_key().public_bytes_raw())

    @classmethod
    def new(cls) -> "AccountKey":
        return cls(Ed25519PrivateKey.generate())

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims, an issuer and an id of its own."""
        said = {**claims, "iss": self.public}
        said["jti"] = _base32(sha256(_as_json(said)).digest())
        content = _part(_as_json(_HEADER)) + b"." + _part(_as_json(said))
        return (content + b"." + _part(self._key.sign(content))).decode()


def spell(prefix: bytes, raw: bytes) -> str:
    """Prefix, key and checksum (CRC-16/XMODEM, little endian) in base 32."""
    body = prefix + raw
    return _base32(body + binascii.crc_hqx(body, 0).to_bytes(2, "little"))


def claims_of(token: str) -> dict[str, Any]:
    """What a token says; whoever reads it has to know where it comes from."""
    content = token.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content + "=="))
    return said


def _as_json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
