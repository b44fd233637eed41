"""The generic header of DoIP: messages out of a stream of bytes, whatever its chunks."""

import struct
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

HEADER: Final = struct.Struct("!BBHI")
VERSION_2012: Final = 0x02
VERSION_2019: Final = 0x03
VERSION_OF_IDENTIFICATION: Final = 0xFF
ALL_BITS: Final = 0xFF
MOST_PAYLOAD_BYTES: Final = 1 << 16


class PayloadType(IntEnum):
    HEADER_NACK = 0x0000
    VEHICLE_IDENTIFICATION_REQUEST = 0x0001
    VEHICLE_IDENTIFICATION_REQUEST_EID = 0x0002
    VEHICLE_IDENTIFICATION_REQUEST_VIN = 0x0003
    VEHICLE_IDENTIFICATION_RESPONSE = 0x0004
    ROUTING_ACTIVATION_REQUEST = 0x0005
    ROUTING_ACTIVATION_RESPONSE = 0x0006
    ALIVE_CHECK_REQUEST = 0x0007
    ALIVE_CHECK_RESPONSE = 0x0008
    ENTITY_STATUS_REQUEST = 0x4001
    ENTITY_STATUS_RESPONSE = 0x4002
    POWER_MODE_REQUEST = 0x4003
    POWER_MODE_RESPONSE = 0x4004
    DIAGNOSTIC_MESSAGE = 0x8001
    DIAGNOSTIC_ACK = 0x8002
    DIAGNOSTIC_NACK = 0x8003


class HeaderNack(IntEnum):
    """Why a header was refused; after the fatal ones the stream makes no sense any more."""

    INCORRECT_PATTERN = 0x00
    UNKNOWN_PAYLOAD_TYPE = 0x01
    MESSAGE_TOO_LARGE = 0x02
    OUT_OF_MEMORY = 0x03
    INVALID_PAYLOAD_LENGTH = 0x04

    @property
    def fatal(self) -> bool:
        return self in {self.INCORRECT_PATTERN, self.INVALID_PAYLOAD_LENGTH}


Accepted = Mapping[PayloadType, Container[int]]
"""The payload types that are understood, and how many bytes each may have."""

OVER_TCP: Final[Accepted] = MappingProxyType(
    {
        PayloadType.HEADER_NACK: (1,),
        PayloadType.ROUTING_ACTIVATION_REQUEST: (7, 11),
        PayloadType.ALIVE_CHECK_RESPONSE: (2,),
        PayloadType.DIAGNOSTIC_MESSAGE: range(5, MOST_PAYLOAD_BYTES + 1),
    }
)
OVER_UDP: Final[Accepted] = MappingProxyType(
    {
        PayloadType.HEADER_NACK: (1,),
        PayloadType.VEHICLE_IDENTIFICATION_REQUEST: (0,),
        PayloadType.VEHICLE_IDENTIFICATION_REQUEST_EID: (6,),
        PayloadType.VEHICLE_IDENTIFICATION_REQUEST_VIN: (17,),
        PayloadType.ENTITY_STATUS_REQUEST: (0,),
        PayloadType.POWER_MODE_REQUEST: (0,),
    }
)
VERSIONS: Final = frozenset({VERSION_2012, VERSION_2019})


@dataclass(frozen=True, slots=True)
class Message:
    type: PayloadType
    payload: bytes


def pack(kind: PayloadType, payload: bytes, version: int = VERSION_2012) -> bytes:
    """A message as it goes over the wire."""
    return HEADER.pack(version, version ^ ALL_BITS, kind, len(payload)) + payload


class MessageReader:
    """Refuses what `accepted` and `versions` do not have, and goes on behind it if it can.

    `version` is that of the last header that was understood: what its sender is answered in.
    """

    def __init__(self, accepted: Accepted, versions: Container[int] = VERSIONS) -> None:
        self._accepted = accepted
        self._versions = versions
        self.version = VERSION_2012
        self._buffer = bytearray()
        self._skip = 0
        self._broken = False

    def read(self, data: bytes) -> Iterator[Message | HeaderNack]:
        """What is complete with these bytes. After a fatal refusal nothing more comes."""
        self._buffer += data
        while not self._broken and (found := self._next()) is not None:
            yield found

    def _next(self) -> Message | HeaderNack | None:
        skipped = min(self._skip, len(self._buffer))
        del self._buffer[:skipped]
        self._skip -= skipped
        if len(self._buffer) < HEADER.size:
            return None
        version, inverse, kind, length = HEADER.unpack_from(self._buffer)
        if version ^ inverse == ALL_BITS and version in VERSIONS:
            self.version = version
        refusal = self._refusal(version, inverse, kind, length)
        if refusal is not None:
            self._broken = refusal.fatal
            self._skip = HEADER.size + length
            return refusal
        end = HEADER.size + length
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[HEADER.size : end])
        del self._buffer[:end]
        return Message(PayloadType(kind), payload)

    def _refusal(self, version: int, inverse: int, kind: int, length: int) -> HeaderNack | None:
        if version ^ inverse != ALL_BITS or version not in self._versions:
            return HeaderNack.INCORRECT_PATTERN
        if kind not in self._accepted:
            return HeaderNack.UNKNOWN_PAYLOAD_TYPE
        if length > MOST_PAYLOAD_BYTES:
            return HeaderNack.MESSAGE_TOO_LARGE
        if length not in self._accepted[PayloadType(kind)]:
            return HeaderNack.INVALID_PAYLOAD_LENGTH
        return None
