"""Carries UDS to a component by calling it; waiting takes no time of the wall's."""

from collections import deque
from collections.abc import Callable
from typing import Self

from udsoncan.connections import BaseConnection

from simulator.carriers.silence import Silence
from simulator.components.component import Component


class InProcessConnection(BaseConnection):
    """`clock` tells world time in seconds.

    A response that the component announces as pending is waited for in world time: `now_s` then
    runs ahead of the clock. Silence is a time-out at once.
    """

    def __init__(self, component: Component, clock: Callable[[], float]) -> None:
        super().__init__(component.id)
        self._component = component
        self._clock = clock
        self._ahead_until_s = float("-inf")
        self._received: deque[bytes] = deque()
        self._opened = False

    @property
    def now_s(self) -> float:
        return max(self._clock(), self._ahead_until_s)

    def open(self) -> Self:
        self._opened = True
        return self

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._opened = False
        self.empty_rxqueue()

    def is_open(self) -> bool:
        return self._opened

    def empty_rxqueue(self) -> None:
        self._received.clear()

    def specific_send(self, payload: bytes, timeout: float | None = None) -> None:
        del timeout
        response = self._component.handle(bytes(payload), self.now_s)
        if response is not None:
            self._received.append(response)

    def specific_wait_frame(self, timeout: float | None = None) -> bytes:
        """The next response; Silence when none comes within `timeout` of world time."""
        if self._received:
            return self._received.popleft()
        ready_s = self._component.pending_until_s
        if ready_s is None or (timeout is not None and ready_s > self.now_s + timeout):
            raise Silence(self._component.id)
        self._ahead_until_s = max(self.now_s, ready_s)
        response = self._component.poll(self._ahead_until_s)
        if response is None:
            raise Silence(self._component.id)
        return response
