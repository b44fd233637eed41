"""Carries UDS to components in ISO-TP frames (ISO 15765-2) over a python-can bus."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Final, Self

import can
import isotp
from udsoncan.connections import BaseConnection

from simulator.carriers.can_addresses import component_side, request_id
from simulator.carriers.can_bus import listen
from simulator.carriers.silence import Silence
from simulator.components.component import Component

IDLE_S: Final = 0.1
BUSY_S: Final = 0.005
SEND_TIMEOUT_S: Final = 2.0
EMPTYING_S: Final = 0.1
PARAMETERS: Final = {"stmin": 0, "blocksize": 0, "tx_padding": 0xAA}


class Endpoint:
    """One ISO-TP address on a bus: frames go in by `receive`, payloads out by `payload`."""

    def __init__(self, bus: can.BusABC, address: isotp.Address) -> None:
        self._bus = bus
        self._frames: deque[isotp.CanMessage] = deque()
        self.layer = isotp.TransportLayerLogic(
            rxfn=self._next_frame, txfn=self._send_frame, address=address, params=PARAMETERS
        )

    def receive(self, message: can.Message) -> None:
        self._frames.append(
            isotp.CanMessage(arbitration_id=message.arbitration_id, data=bytes(message.data))
        )

    def payload(self) -> bytes | None:
        """Work off all frames; the next complete payload, if there is one."""
        self.layer.process()
        received = self.layer.recv()
        return None if received is None else bytes(received)

    def send(self, payload: bytes) -> None:
        self.layer.send(payload)
        self.layer.process()

    def _next_frame(self, _timeout: float) -> isotp.CanMessage | None:
        return self._frames.popleft() if self._frames else None

    def _send_frame(self, frame: isotp.CanMessage) -> None:
        self._bus.send(
            can.Message(
                arbitration_id=frame.arbitration_id, data=frame.data, is_extended_id=False
            )
        )


class IsoTpServer:
    """Answers for a car's components on a bus, from one worker thread.

    `clock` tells world time in seconds. `lock`, the car's, is held around every call of a
    component. The bus stays the caller's.
    """

    def __init__(
        self,
        components: Iterable[Component],
        bus: can.BusABC,
        clock: Callable[[], float],
        lock: AbstractContextManager[object],
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._lock = lock
        self._served = {
            request_id(each.description): (
                each,
                Endpoint(bus, component_side(each.description)),
            )
            for each in components
        }
        self._stopping = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="components on CAN")

    def __enter__(self) -> Self:
        listen(self._bus, self._served)
        self._done = self._worker.submit(self._serve)
        self._worker.shutdown(wait=False)
        return self

    def __exit__(self, *_: object) -> None:
        """Raises what the worker has died of."""
        self._stopping.set()
        self._done.result()

    def _serve(self) -> None:
        busy = False
        while not self._stopping.is_set():
            message = self._bus.recv(BUSY_S if busy else IDLE_S)
            if message is not None and message.arbitration_id in self._served:
                self._served[message.arbitration_id][1].receive(message)
            busy = sum(self._work(*served) for served in self._served.values()) > 0

    def _work(self, component: Component, endpoint: Endpoint) -> bool:
        """Whether this component has more to do although no frame comes."""
        request = endpoint.payload()
        with self._lock:
            now_s = self._clock()
            response = component.poll(now_s)
            if response is not None:
                endpoint.send(response)
            answer = None if request is None else component.handle(request, now_s)
            pending = component.pending_until_s is not None
        if answer is not None:
            endpoint.send(answer)
        return pending or endpoint.layer.transmitting()


class IsoTpConnection(BaseConnection):
    """A tester's connection to one component, without a thread. The bus stays the caller's.

    `address` is the tester's: `tester_side` for a simulated component, any other for a real
    one. The bus may carry other frames; those of other addresses are dropped.
    """

    def __init__(self, name: str, address: isotp.Address, bus: can.BusABC) -> None:
        super().__init__(name)
        self._bus = bus
        self._from = address.get_rx_arbitration_id()
        self._endpoint = Endpoint(bus, address)
        self._opened = False

    def open(self) -> Self:
        listen(self._bus, (self._from,))
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
        """Forget what has come; on a bus that is never silent, for a moment only."""
        ends_s = time.monotonic() + EMPTYING_S
        while time.monotonic() < ends_s and (message := self._bus.recv(0)) is not None:
            self._receive(message)
        while self._endpoint.payload() is not None:
            pass

    def specific_send(self, payload: bytes, timeout: float | None = None) -> None:
        ends_s = time.monotonic() + (SEND_TIMEOUT_S if timeout is None else timeout)
        self._endpoint.send(payload)
        while self._endpoint.layer.transmitting():
            if not self._take_frame(ends_s):
                raise Silence(self.name)
            self._endpoint.layer.process()

    def specific_wait_frame(self, timeout: float | None = None) -> bytes:
        """The next response; Silence when none comes within `timeout` of wall time."""
        ends_s = None if timeout is None else time.monotonic() + timeout
        while (payload := self._endpoint.payload()) is None:
            if not self._take_frame(ends_s):
                raise Silence(self.name)
        return payload

    def _take_frame(self, ends_s: float | None) -> bool:
        """Wait for a frame of any address; False when the time is over."""
        left_s = None if ends_s is None else ends_s - time.monotonic()
        if left_s is not None and left_s < 0:
            return False
        message = self._bus.recv(left_s)
        if message is not None:
            self._receive(message)
        return message is not None

    def _receive(self, message: can.Message) -> None:
        if message.arbitration_id == self._from:
            self._endpoint.receive(message)
