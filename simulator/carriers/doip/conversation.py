"""One tester's TCP connection, without the socket: bytes in, bytes out."""

import struct
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final, Protocol

from simulator.carriers.doip.header import (
    OVER_TCP,
    HeaderNack,
    Message,
    MessageReader,
    PayloadType,
    pack,
)
from simulator.carriers.doip.router import Router
from simulator.carriers.doip.routing import (
    ActivationCode,
    ActivationRequest,
    Socket,
    SocketTable,
    activation_response,
)

ADDRESSES: Final = struct.Struct("!HH")
SOURCE: Final = struct.Struct("!H")
ACKNOWLEDGED: Final = b"\x00"
MOST_UDS_BYTES: Final = 4095


class DiagnosticNack(IntEnum):
    INVALID_SOURCE_ADDRESS = 0x02
    UNKNOWN_TARGET_ADDRESS = 0x03
    MESSAGE_TOO_LARGE = 0x04


class Line(Protocol):
    """The socket beneath; both may be called after it is gone."""

    def send(self, data: bytes) -> None: ...

    def close(self) -> None: ...


AliveCheck = Callable[[Sequence[Socket], Callable[[], None]], None]
"""Ask these sockets whether their testers live, close the dead, then call back."""


class Conversation:
    """`source`: the tester for which routing is active here, None before."""

    def __init__(
        self, line: Line, table: SocketTable, router: Router, check_alive: AliveCheck
    ) -> None:
        self.source: int | None = None
        self.alive = True
        self._line = line
        self._table = table
        self._router = router
        self._check_alive = check_alive
        self._reader = MessageReader(OVER_TCP)
        self._open = True

    def receive(self, data: bytes) -> None:
        """Answer everything that is complete with these bytes."""
        for message in self._reader.read(data):
            if not self._open:
                return
            if isinstance(message, HeaderNack):
                self._refuse(message)
            else:
                self._take(message)

    def ask_alive(self) -> None:
        self.alive = False
        self._send(PayloadType.ALIVE_CHECK_REQUEST, b"")

    def close(self) -> None:
        """Give up the socket, and its place in the table."""
        self._open = False
        self._table.forget([self])
        self._line.close()

    def _refuse(self, reason: HeaderNack) -> None:
        self._send(PayloadType.HEADER_NACK, bytes([reason]))
        if reason.fatal:
            self.close()

    def _take(self, message: Message) -> None:
        match message.type:
            case PayloadType.ROUTING_ACTIVATION_REQUEST:
                self._activate(ActivationRequest.unpack(message.payload))
            case PayloadType.DIAGNOSTIC_MESSAGE:
                source, target = ADDRESSES.unpack_from(message.payload)
                self._diagnose(source, target, message.payload[ADDRESSES.size :])
            case PayloadType.ALIVE_CHECK_RESPONSE:
                self._prove_alive(*SOURCE.unpack(message.payload))
            case _:
                return

    def _prove_alive(self, source: int) -> None:
        """Nobody lives by another's word."""
        if source == self.source:
            self.alive = True

    def _activate(self, request: ActivationRequest) -> None:
        refusal = self._table.refusal(request, self)
        if refusal is not None:
            self._answer_activation(request.source, refusal)
        elif rivals := self._table.rivals(request.source, self):
            self._check_alive(rivals, lambda: self._register(request.source))
        else:
            self._register(request.source)

    def _register(self, source: int) -> None:
        if self._open:
            self._answer_activation(source, self._table.register(source, self))

    def _answer_activation(self, source: int, code: ActivationCode) -> None:
        self._send(PayloadType.ROUTING_ACTIVATION_RESPONSE, activation_response(source, code))
        if code is ActivationCode.SUCCESS:
            self.source = source
        else:
            self.close()

    def _diagnose(self, source: int, target: int, request: bytes) -> None:
        if source != self.source:
            self._refuse_diagnosis(source, target, DiagnosticNack.INVALID_SOURCE_ADDRESS)
            self.close()
        elif target not in self._router:
            self._refuse_diagnosis(source, target, DiagnosticNack.UNKNOWN_TARGET_ADDRESS)
        elif len(request) > MOST_UDS_BYTES:
            self._refuse_diagnosis(source, target, DiagnosticNack.MESSAGE_TOO_LARGE)
        else:
            answered = ADDRESSES.pack(target, source)
            self._send(PayloadType.DIAGNOSTIC_ACK, answered + ACKNOWLEDGED)
            self._router.ask(
                target,
                request,
                lambda uds: self._send(PayloadType.DIAGNOSTIC_MESSAGE, answered + uds),
            )

    def _refuse_diagnosis(self, source: int, target: int, code: DiagnosticNack) -> None:
        answered = ADDRESSES.pack(target, source)
        self._send(PayloadType.DIAGNOSTIC_NACK, answered + bytes([code]))

    def _send(self, kind: PayloadType, payload: bytes) -> None:
        if self._open:
            self._line.send(pack(kind, payload, self._reader.version))
