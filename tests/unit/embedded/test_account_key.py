"""Keys of NATS accounts and the tokens that they sign, against known values."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st

from gateway.embedded.account_key import AccountKey, claims_of, spell

SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
USER = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"
"""The example of the NATS documentation."""
USER_PREFIX = bytes([20 << 3])
CHECK = b"123456789"
CRC_16_XMODEM = 0x31C3
"""The check value of the catalogue of CRC algorithms."""


def unpadded(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def test_a_key_is_spelled_as_nkeys_does() -> None:
    """Seed and public key of the documentation belong together."""
    key = Ed25519PrivateKey.from_private_bytes(unpadded(SEED)[2:34])
    raw = key.public_key().public_bytes_raw()
    assert spell(USER_PREFIX, raw) == USER
    account = AccountKey(key).public
    assert account[0] == "A"
    assert unpadded(account)[1:33] == raw


def test_the_checksum_is_the_one_of_xmodem() -> None:
    """CRC-16 with polynomial 0x1021, from 0, the low byte first."""
    checksum = unpadded(spell(CHECK[:1], CHECK[1:]))[-2:]
    assert int.from_bytes(checksum, "little") == CRC_16_XMODEM


@given(st.dictionaries(st.text("abc"), st.integers() | st.text()))
def test_a_token_says_what_was_signed(claims: dict[str, object]) -> None:
    """The signature is over header and content; issuer and id are added."""
    key = Ed25519PrivateKey.generate()
    account = AccountKey(key)
    token = account.sign(claims)
    content, _, signature = token.rpartition(".")
    verifier: Ed25519PublicKey = key.public_key()
    verifier.verify(base64.urlsafe_b64decode(signature + "=="), content.encode())
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header == {"typ": "JWT", "alg": "ed25519-nkey"}
    said = claims_of(token)
    assert said.pop("iss") == account.public
    assert said.pop("jti")
    assert said == claims
