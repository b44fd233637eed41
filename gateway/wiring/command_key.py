"""The key that signs what goes down to vehicles; they hold its public half."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gateway.decode.commands import Sign, Signature
from gateway.domain.errors import SettingsInvalid
from gateway.embedded.private_file import write_private

PUBLIC_NAME = "command.pub"
_PRIVATE_NAME = "command.key"
_ID_LENGTH = 8


def command_signer(data: Path) -> Sign:
    """Signs with the key in `data`, which is made at the first start; Ed25519."""
    path = data / _PRIVATE_NAME
    key = _load(path) if path.exists() else _make(path)
    public = key.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (data / PUBLIC_NAME).write_bytes(pem)
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    key_id = sha256(raw).digest()[:_ID_LENGTH]

    def sign(name: str, message: bytes) -> Signature:
        return Signature(key.sign(name.encode() + b"\0" + message), key_id)

    return sign


def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsInvalid(f"{path} holds no Ed25519 key")
    return key


def _make(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path, pem.decode())
    return key
