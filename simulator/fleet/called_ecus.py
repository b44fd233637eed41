"""The components of one car, called directly: an access exists while somebody uses it."""

from collections.abc import Iterator, Mapping
from typing import Final
from weakref import WeakValueDictionary

from udsoncan.client import Client
from udsoncan.connections import BaseConnection

from simulator.agent.ecu import Ecu, Hook
from simulator.car.car import Car
from simulator.carriers.client import uds_client
from simulator.carriers.in_process import InProcessConnection
from simulator.world_clock import WorldClock


class CalledEcus(Mapping[str, Ecu]):
    """Keep what you get for as long as you need its lock.

    A dozen for each of ten thousand cars, all idle, would take a quarter of a gigabyte.
    """

    __slots__ = ("_before_change", "_car", "_in_use", "_world")

    def __init__(self, car: Car, world: WorldClock, before_change: Hook) -> None:
        self._car = car
        self._world = world
        self._before_change = before_change
        self._in_use: WeakValueDictionary[str, Ecu] = WeakValueDictionary()

    def __getitem__(self, name: str) -> Ecu:
        ecu = self._in_use.get(name)
        if ecu is None:
            ecu = self._in_use[name] = self._access(name)
        return ecu

    def __contains__(self, name: object) -> bool:
        return name in self._car.components

    def __iter__(self) -> Iterator[str]:
        return iter(self._car.components)

    def __len__(self) -> int:
        return len(self._car.components)

    def _access(self, name: str) -> Ecu:
        return Ecu(
            name,
            InProcessConnection(self._car.components[name], self._world.now).open(),
            ONE_CLIENT,
            now=self._world.now,
            before_change=self._before_change,
        )


class OneClient:
    """One client for all: a called component has answered before anybody else can ask."""

    def __init__(self) -> None:
        self._client: Client | None = None

    def __call__(self, connection: BaseConnection) -> Client:
        if self._client is None:
            self._client = uds_client(connection)
        self._client.conn = connection
        return self._client


ONE_CLIENT: Final = OneClient()
