"""Connects the diagnostic client on board with the components of its car, in any carrier."""

from asyncio import Lock
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache

import can
from udsoncan.client import Client
from udsoncan.connections import BaseConnection

from simulator.agent.ecu import Ecu, Hook
from simulator.car.car import Car
from simulator.carriers.can_addresses import tester_side
from simulator.carriers.carrier import Carrier
from simulator.carriers.client import uds_client
from simulator.carriers.doip.entity import DoipEntity
from simulator.carriers.doip.tester import DoipConnection, DoipTester
from simulator.carriers.isotp import IsoTpConnection, IsoTpServer
from simulator.components.description import ComponentDescription
from simulator.fleet.called_ecus import CalledEcus
from simulator.world_clock import WorldClock

REQUEST_TIMEOUT_S = 5.0
SHORTEST_REQUEST_TIMEOUT_WALL_S = 0.25

Ecus = Mapping[str, Ecu]
Connect = Callable[[ComponentDescription], BaseConnection]


def connected(
    carrier: Carrier, car: Car, world: WorldClock, before_change: Hook
) -> AbstractContextManager[Ecus]:
    """The car's components as its unit reaches them, until the context is left."""
    match carrier:
        case Carrier.IN_PROCESS:
            return _called(car, world, before_change)
        case Carrier.ISO_TP:
            return over_can(car, world, before_change)
        case Carrier.DOIP:
            return over_doip(car, world, before_change)


@contextmanager
def _called(car: Car, world: WorldClock, before_change: Hook) -> Iterator[Ecus]:
    yield CalledEcus(car, world, before_change)


@contextmanager
def over_can(car: Car, world: WorldClock, before_change: Hook) -> Iterator[Ecus]:
    """Real ISO-TP frames on a virtual bus, with a thread that stands for the components."""
    channel = f"car {car.vin}"
    with (
        can.Bus(interface="virtual", channel=channel) as components,
        can.Bus(interface="virtual", channel=channel) as tester,
        IsoTpServer(car.components.values(), components, world.now, car.share()),
    ):
        yield _blocking(
            car,
            world,
            before_change,
            lambda each: IsoTpConnection(each.id, tester_side(each), tester).open(),
        )


@contextmanager
def over_doip(car: Car, world: WorldClock, before_change: Hook) -> Iterator[Ecus]:
    """Real TCP on the loopback interface to a DoIP entity that stands for the components."""
    with (
        DoipEntity(car.vin, car.components.values(), world.now, car.share()) as entity,
        closing(DoipTester(entity.address)) as tester,
    ):
        yield _blocking(
            car, world, before_change, lambda each: DoipConnection(each, tester).open()
        )


def _blocking(car: Car, world: WorldClock, before_change: Hook, connect: Connect) -> Ecus:
    """Clients that wait in threads, for all components one request at a time."""
    timeout = max(SHORTEST_REQUEST_TIMEOUT_WALL_S, world.wall_seconds(REQUEST_TIMEOUT_S))

    @cache
    def client_for(connection: BaseConnection) -> Client:
        client = uds_client(connection)
        client.config["request_timeout"] = timeout
        return client

    one_at_a_time = Lock()
    return {
        name: Ecu(
            name,
            connect(component.description),
            client_for,
            now=world.now,
            before_change=before_change,
            bus=one_at_a_time,
        )
        for name, component in car.components.items()
    }
