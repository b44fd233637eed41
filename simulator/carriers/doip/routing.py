"""Routing activation: which tester may speak on which socket."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Protocol, Self

from simulator.carriers.doip.addresses import ENTITY, TESTERS

REQUEST: Final = struct.Struct("!HB")
RESPONSE: Final = struct.Struct("!HHBI")
MOST_TESTERS: Final = 4


class ActivationType(IntEnum):
    DEFAULT = 0x00
    REQUIRED_BY_REGULATION = 0x01


class ActivationCode(IntEnum):
    """Everything but SUCCESS is a refusal, after which the socket is closed."""

    UNKNOWN_SOURCE_ADDRESS = 0x00
    ALL_SOCKETS_ACTIVE = 0x01
    OTHER_SOURCE_ADDRESS = 0x02
    SOURCE_ADDRESS_ACTIVE_ELSEWHERE = 0x03
    UNSUPPORTED_ACTIVATION_TYPE = 0x06
    SUCCESS = 0x10


@dataclass(frozen=True, slots=True)
class ActivationRequest:
    source: int
    type: int

    @classmethod
    def unpack(cls, payload: bytes) -> Self:
        return cls(*REQUEST.unpack_from(payload))


def activation_response(source: int, code: ActivationCode) -> bytes:
    return RESPONSE.pack(source, ENTITY, code, 0)


class Socket(Protocol):
    """A TCP socket by its identity; `source` is the tester that it was activated for."""

    @property
    def source(self) -> int | None: ...

    @property
    def alive(self) -> bool: ...

    def ask_alive(self) -> None:
        """`alive` is False until the tester answers."""

    def close(self) -> None: ...


@dataclass(slots=True)
class SocketTable:
    """The sockets on which routing is active."""

    sockets: list[Socket] = field(default_factory=list)
    most: int = MOST_TESTERS

    def refusal(self, request: ActivationRequest, socket: Socket) -> ActivationCode | None:
        """Why this request is hopeless, whatever the other sockets do."""
        if request.source not in TESTERS:
            return ActivationCode.UNKNOWN_SOURCE_ADDRESS
        if request.type not in list(ActivationType):
            return ActivationCode.UNSUPPORTED_ACTIVATION_TYPE
        if socket.source not in {None, request.source}:
            return ActivationCode.OTHER_SOURCE_ADDRESS
        return None

    def rivals(self, source: int, socket: Socket) -> list[Socket]:
        """The sockets of which one must be found dead before this one may be activated."""
        others = [other for other in self.sockets if other is not socket]
        same = [other for other in others if other.source == source]
        return same or (others if len(others) >= self.most else [])

    def register(self, source: int, socket: Socket) -> ActivationCode:
        """Add the socket unless another stands in its way."""
        rivals = self.rivals(source, socket)
        if any(rival.source == source for rival in rivals):
            return ActivationCode.SOURCE_ADDRESS_ACTIVE_ELSEWHERE
        if rivals:
            return ActivationCode.ALL_SOCKETS_ACTIVE
        if socket not in self.sockets:
            self.sockets.append(socket)
        return ActivationCode.SUCCESS

    def forget(self, sockets: Iterable[Socket]) -> None:
        gone = list(sockets)
        self.sockets = [each for each in self.sockets if each not in gone]
