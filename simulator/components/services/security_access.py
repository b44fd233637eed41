"""Service 0x27, SecurityAccess, level 1: seed and key."""

import hashlib
from typing import Final

from simulator.components.negative_response import (
    NegativeResponse,
    Nrc,
    require,
    require_length,
)
from simulator.components.server import Server

REQUEST_SEED: Final = 0x01
SEND_KEY: Final = 0x02
SECRET: Final = b"simulated components level 1"
ATTEMPTS: Final = 3
DELAY_S: Final = 10.0
LENGTH: Final = 4


def key_for_seed(seed: bytes) -> bytes:
    """The key that opens level 1; 4 bytes."""
    return hashlib.blake2s(seed, key=SECRET, digest_size=LENGTH).digest()


def respond(server: Server, request: bytes, now_s: float) -> bytes:
    match request[1]:
        case 0x01:
            require_length(request, 2)
            return bytes((0x67, REQUEST_SEED)) + _seed(server, now_s)
        case 0x02:
            _check(server, request, now_s)
            return bytes((0x67, SEND_KEY))
        case _:
            raise NegativeResponse(Nrc.SUB_FUNCTION_NOT_SUPPORTED)


def _seed(server: Server, now_s: float) -> bytes:
    require(now_s >= server.security_locked_until_s, Nrc.REQUIRED_TIME_DELAY_NOT_EXPIRED)
    if server.ram.unlocked:
        return bytes(LENGTH)
    what = f"{server.identity.serial} {now_s!r} {server.security_failures}".encode()
    server.ram.seed = hashlib.blake2s(what, digest_size=LENGTH).digest()
    return server.ram.seed


def _check(server: Server, request: bytes, now_s: float) -> None:
    seed = server.ram.seed
    if seed is None:
        raise NegativeResponse(Nrc.REQUEST_SEQUENCE_ERROR)
    require_length(request, 2 + LENGTH)
    server.ram.seed = None
    if request[2:] == key_for_seed(seed):
        server.ram.unlocked = True
        server.security_failures = 0
        return
    server.security_failures += 1
    if server.security_failures < ATTEMPTS:
        raise NegativeResponse(Nrc.INVALID_KEY)
    server.security_failures = 0
    server.security_locked_until_s = now_s + DELAY_S
    raise NegativeResponse(Nrc.EXCEEDED_NUMBER_OF_ATTEMPTS)
