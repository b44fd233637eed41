"""A udsoncan client that knows the sizes of this car's data, as an ODX file would tell them."""

import inspect
from functools import cache
from typing import Final

from udsoncan import DidCodec
from udsoncan.BaseService import BaseService, BaseSubfunction
from udsoncan.client import Client
from udsoncan.connections import BaseConnection
from udsoncan.ResponseCode import ResponseCode
from udsoncan.typing import ClientConfig

from simulator.components.identifier import SIZES
from simulator.components.services.security_access import key_for_seed

EXTENDED_DATA_SIZE: Final = 1
REQUEST_TIMEOUT_S: Final = 5.0


def _look_up_once(owner: type, name: str) -> None:
    """Remember what a classmethod answers, class by class."""
    remembered = cache(inspect.getattr_static(owner, name).__func__)

    def look_up(cls: type, number: int) -> object:
        return remembered(cls, number)

    setattr(owner, name, classmethod(look_up))


# udsoncan introspects its classes for each name that it logs: 0.2 of 0.25 ms a request.
_look_up_once(BaseSubfunction, "get_name")
_look_up_once(ResponseCode, "get_name")
_look_up_once(BaseService, "from_response_id")


class RawBytes(DidCodec):
    """A data identifier of a known size, as bytes."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __len__(self) -> int:
        return self._size

    def encode(self, *did_value: bytes) -> bytes:
        return did_value[0]

    def decode(self, did_payload: bytes) -> bytes:
        return did_payload


def uds_client(connection: BaseConnection) -> Client:
    """A client over an open connection.

    It raises udsoncan's NegativeResponseException for a refusal, TimeoutException for silence.
    Data identifiers and snapshots come as raw bytes; `unlock_security_access(1)` needs no key.
    The components' P2 is not enforced: their world may run faster than the wall's clock.
    """
    return Client(connection, config=_config())


def _key(level: int, seed: bytes, params: object) -> bytes:
    del level, params
    return key_for_seed(seed)


def _config() -> ClientConfig:
    return {
        "data_identifiers": {did: RawBytes(size) for did, size in SIZES.items()},
        "dtc_snapshot_did_size": 2,
        "extended_data_size": EXTENDED_DATA_SIZE,
        "security_algo": _key,
        "request_timeout": REQUEST_TIMEOUT_S,
        "use_server_timing": False,
    }
