"""The tester's side: one `doipclient` for a car, a udsoncan connection for each component."""

# mypy: disallow-untyped-calls=False
# (doipclient and udsoncan have no types)

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from doipclient.client import DoIPClient
from doipclient.constants import A_PROCESSING_TIME
from doipclient.messages import AliveCheckRequest, AliveCheckResponse, DiagnosticMessage
from udsoncan.connections import BaseConnection

from simulator.carriers.doip.addresses import ENTITY, FIRST_TESTER, logical_address
from simulator.carriers.silence import Silence
from simulator.components.description import ComponentDescription

Transport = DoIPClient.TransportType
SHORTEST_READ_S = 0.001


class DoipTester(DoIPClient):
    """A socket with active routing; a closed one is opened anew before the next request.

    Requests and responses are for one thread at a time. All methods raise OSError, of which
    TimeoutError is one, when the entity refuses, is silent or gone.
    """

    def __init__(self, address: tuple[str, int], source: int = FIRST_TESTER) -> None:
        host, port = address
        self._source = source
        try:
            super().__init__(
                host, ENTITY, tcp_port=port, udp_port=port, client_logical_address=source
            )
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Also when it was never quite open."""
        for name in ("_tcp_sock", "_udp_sock"):
            if socket := vars(self).get(name):
                socket.close()

    def ask(self, target: int, request: bytes, timeout_s: float) -> None:
        """Send a request and wait for its acknowledgement. It is never sent twice."""
        self._look()
        if self._tcp_close_detected:
            self.reconnect(close_delay=0)
        with self._noticing_the_end():
            self.send_diagnostic_to_address(target, bytearray(request), timeout_s)

    def answer(self, target: int, timeout_s: float) -> bytes:
        """The next response of this target; what others say late is dropped."""
        ends_s = time.monotonic() + timeout_s
        while True:
            with self._noticing_the_end():
                message = self.read_doip(timeout=max(ends_s - time.monotonic(), 0.0))
            if isinstance(message, DiagnosticMessage) and message.source_address == target:
                return bytes(message.user_data)

    def _look(self) -> None:
        """Take what has arrived, and notice a connection that was closed."""
        if not self._tcp_close_detected:
            self._tcp_socket_check(first_timeout=0)

    @contextmanager
    def _noticing_the_end(self) -> Iterator[None]:
        try:
            yield
        except ConnectionError:
            self._tcp_close_detected = True
            raise

    def drop_late_answers(self) -> None:
        """Forget what has arrived, but say that we live to whom asks."""
        self._look()
        while message := self._tcp_parser.read_message(b""):
            if isinstance(message, AliveCheckRequest):
                self.send_doip_message(AliveCheckResponse(self._source))

    def read_doip(
        self, timeout: float = A_PROCESSING_TIME, transport: Transport = Transport.TRANSPORT_TCP
    ) -> object:
        """As in `DoIPClient`, which waits for two seconds however short the timeout."""
        socket = self._tcp_sock if transport is Transport.TRANSPORT_TCP else self._udp_sock
        socket.settimeout(None if math.isinf(timeout) else max(timeout, SHORTEST_READ_S))
        return super().read_doip(timeout, transport)


class DoipConnection(BaseConnection):
    """A tester's connection to one component. The tester stays the caller's."""

    def __init__(self, component: ComponentDescription, tester: DoipTester) -> None:
        super().__init__(component.id)
        self._target = logical_address(component)
        self._tester = tester
        self._opened = False

    def open(self) -> Self:
        self._opened = True
        return self

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._opened = False

    def is_open(self) -> bool:
        return self._opened

    def empty_rxqueue(self) -> None:
        self._tester.drop_late_answers()

    def specific_send(self, payload: bytes, timeout: float | None = None) -> None:
        """Silence when the car's entity is gone or does not pass the request on."""
        try:
            self._tester.ask(self._target, payload, timeout or A_PROCESSING_TIME)
        except OSError as error:
            raise Silence(self.name) from error

    def specific_wait_frame(self, timeout: float | None = None) -> bytes:
        """The next response; Silence when none comes within `timeout` of wall time."""
        try:
            return self._tester.answer(self._target, math.inf if timeout is None else timeout)
        except OSError as error:
            raise Silence(self.name) from error
