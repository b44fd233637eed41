"""The bulletin in memory: what has been committed, told to those who watch."""

import asyncio
from collections.abc import Container

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change

_LONGEST_QUEUE = 1000


class _EveryVehicle:
    def __contains__(self, vin: object) -> bool:
        return True


EVERY_VEHICLE: Container[Vin] = _EveryVehicle()


class Subscription:
    """Changes from the moment of subscribing on; a listener that sleeps loses the oldest."""

    def __init__(self, bulletin: "MemoryBulletin", vin: Vin | None) -> None:
        self.vin = vin
        self._bulletin = bulletin
        self._queue: asyncio.Queue[Change] = asyncio.Queue(_LONGEST_QUEUE)

    def offer(self, change: Change) -> None:
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(change)

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Change:
        return await self._queue.get()

    async def aclose(self) -> None:
        self._bulletin.forget(self)


class MemoryBulletin:
    """Implements `gateway.pipeline.ports.Bulletin`."""

    def __init__(self) -> None:
        self._listeners: set[Subscription] = set()

    @property
    def audience(self) -> Container[Vin]:
        vins = {listener.vin for listener in self._listeners if listener.vin is not None}
        everyone = any(listener.vin is None for listener in self._listeners)
        return EVERY_VEHICLE if everyone else vins

    def publish(self, change: Change) -> None:
        for listener in self._listeners:
            if listener.vin is None or listener.vin == change.vin:
                listener.offer(change)

    def listen(self, vin: Vin | None = None) -> Subscription:
        listener = Subscription(self, vin)
        self._listeners.add(listener)
        return listener

    def forget(self, listener: Subscription) -> None:
        self._listeners.discard(listener)
