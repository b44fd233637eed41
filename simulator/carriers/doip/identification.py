"""What a car tells about itself to anybody who asks by UDP."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulator.carriers.doip.addresses import ENTITY
from simulator.carriers.doip.conversation import MOST_UDS_BYTES
from simulator.carriers.doip.header import (
    OVER_UDP,
    VERSION_OF_IDENTIFICATION,
    VERSIONS,
    HeaderNack,
    Message,
    MessageReader,
    PayloadType,
    pack,
)
from simulator.carriers.doip.routing import MOST_TESTERS

ANNOUNCEMENT: Final = struct.Struct("!17sH6s6sB")
STATUS: Final = struct.Struct("!BBBI")
NO_FURTHER_ACTION: Final = 0
DOIP_GATEWAY: Final = 0
POWER_READY: Final = b"\x01"

Answer = tuple[PayloadType, bytes]


@dataclass(frozen=True, slots=True)
class Identification:
    """`open_sockets` counts the testers that are connected at this moment."""

    vin: str
    open_sockets: Callable[[], int]

    @property
    def eid(self) -> bytes:
        """A locally administered MAC address of its own for every VIN."""
        return b"\x02" + hashlib.blake2s(self.vin.encode(), digest_size=5).digest()

    def answer(self, datagram: bytes) -> bytes | None:
        """The one message with which this datagram is answered, None for silence."""
        reader = MessageReader(OVER_UDP, VERSIONS | {VERSION_OF_IDENTIFICATION})
        message = next(reader.read(datagram), None)
        if message is None:
            return None
        if isinstance(message, HeaderNack):
            return pack(PayloadType.HEADER_NACK, bytes([message]), reader.version)
        answer = self._answer(message)
        return None if answer is None else pack(*answer, reader.version)

    def _answer(self, message: Message) -> Answer | None:
        match message.type:
            case PayloadType.VEHICLE_IDENTIFICATION_REQUEST:
                return self._announcement()
            case PayloadType.VEHICLE_IDENTIFICATION_REQUEST_EID:
                return self._announcement() if message.payload == self.eid else None
            case PayloadType.VEHICLE_IDENTIFICATION_REQUEST_VIN:
                mine = message.payload == self.vin.encode()
                return self._announcement() if mine else None
            case PayloadType.ENTITY_STATUS_REQUEST:
                sockets = min(self.open_sockets(), 255)
                status = STATUS.pack(DOIP_GATEWAY, MOST_TESTERS, sockets, MOST_UDS_BYTES)
                return PayloadType.ENTITY_STATUS_RESPONSE, status
            case PayloadType.POWER_MODE_REQUEST:
                return PayloadType.POWER_MODE_RESPONSE, POWER_READY
            case _:
                return None

    def _announcement(self) -> Answer:
        return (
            PayloadType.VEHICLE_IDENTIFICATION_RESPONSE,
            ANNOUNCEMENT.pack(self.vin.encode(), ENTITY, self.eid, self.eid, NO_FURTHER_ACTION),
        )
