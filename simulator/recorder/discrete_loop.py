"""An event loop without a wall: time jumps to the next thing to do, and nothing leaves it."""

import asyncio
import math
import selectors
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from simulator.recorder.wire import Listener, connect

Address = tuple[str, int]
HOST: Final = "inside"
RESOLUTION_S: Final = 1e-9


class NothingToDo(RuntimeError):
    """Everybody waits, and nothing will ever happen."""


class DiscreteLoop(asyncio.SelectorEventLoop):
    """Connections lead from one protocol to another in this process, without sockets.

    Neither threads nor files are waited for: who uses them does not belong here.
    """

    def __init__(self) -> None:
        self._now_s = 0.0
        self._listeners: dict[Address, Listener] = {}
        self._ports = count(1)
        super().__init__(_Jump(self._pass))

    def time(self) -> float:
        return self._now_s

    async def create_server(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.Protocol],
        host: str,
        port: int = 0,
        **_: Any,
    ) -> Listener:
        """On port 0: on one that is free."""
        address = host, port or next(self._ports)
        self._listeners[address] = Listener(address, protocol_factory, self._listeners)
        return self._listeners[address]

    async def create_connection(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.Protocol],
        host: str,
        port: int,
        **_: Any,
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        """Raises ConnectionRefusedError when nobody listens there."""
        listener = self._listeners.get((host, port))
        if listener is None:
            raise ConnectionRefusedError(f"nobody listens on {host}:{port}")
        return connect(self, protocol_factory(), listener.accept())

    def _pass(self, seconds: float | None) -> None:
        if seconds is None:
            raise NothingToDo
        self._now_s += max(0.0, seconds)
        # What is due within the resolution is due now; after months an ulp is longer than 1 ns.
        self._clock_resolution = max(RESOLUTION_S, 2 * math.ulp(self._now_s))


class _Jump(selectors.SelectSelector):
    """Nothing is ever ready from outside; waiting takes no time."""

    def __init__(self, pass_: Callable[[float | None], None]) -> None:
        super().__init__()
        self._pass = pass_

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._pass(timeout)
        return []
