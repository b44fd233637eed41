"""The key that signs commands; vehicles hold its public half."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gateway.domain.errors import SettingsInvalid
from gateway.embedded.private_file import write_private

PUBLIC_NAME = "command.pub"
_PRIVATE_NAME = "command.key"


def command_signer(data: Path) -> Callable[[bytes], bytes]:
    """Signs with the key in `data`, which is made at the first start; Ed25519."""
    path = data / _PRIVATE_NAME
    key = _load(path) if path.exists() else _make(path)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (data / PUBLIC_NAME).write_bytes(public)
    return key.sign


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
