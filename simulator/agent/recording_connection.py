"""A udsoncan connection that keeps every byte which passes through it."""

from collections.abc import Callable
from typing import NamedTuple, Self

from udsoncan.connections import BaseConnection


class RawExchange(NamedTuple):
    """`response` is empty when none came; `at` is the world's clock, seconds."""

    request: bytes
    response: bytes
    at: float


class RecordingConnection(BaseConnection):
    def __init__(self, inner: BaseConnection, now: Callable[[], float]) -> None:
        super().__init__(inner.name)
        self._inner = inner
        self._now = now
        self._request = b""
        self._exchanges: list[RawExchange] = []

    def take(self) -> list[RawExchange]:
        exchanges, self._exchanges = self._exchanges, []
        return exchanges

    def specific_send(self, payload: bytes, timeout: float | None = None) -> None:
        self._request = payload
        self._inner.send(payload, timeout)

    def specific_wait_frame(self, timeout: float | None = None) -> bytes | None:
        frame: bytes | None = None
        try:
            frame = self._inner.wait_frame(timeout, exception=True)
        finally:
            self._exchanges.append(RawExchange(self._request, frame or b"", self._now()))
        return frame

    def open(self) -> Self:
        self._inner.open()
        return self

    def close(self) -> None:
        self._inner.close()

    def empty_rxqueue(self) -> None:
        self._inner.empty_rxqueue()

    def is_open(self) -> bool:
        return bool(self._inner.is_open())
