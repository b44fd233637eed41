"""Connects the diagnostic client on board with the components of its car, in either carrier."""

from asyncio import Lock
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import can
from udsoncan.client import Client
from udsoncan.connections import BaseConnection

from simulator.agent.ecu import Ecu
from simulator.car import Car
from simulator.carriers.client import uds_client
from simulator.carriers.in_process import InProcessConnection
from simulator.carriers.isotp import IsoTpConnection, IsoTpServer
from simulator.world_clock import WorldClock

REQUEST_TIMEOUT_S = 5.0
SHORTEST_REQUEST_TIMEOUT_WALL_S = 0.25

Hook = Callable[[str, bytes], Awaitable[None]]


def in_process(car: Car, world: WorldClock, before_change: Hook) -> dict[str, Ecu]:
    """Components are called directly: cheap enough for a fleet."""
    return {
        name: Ecu(
            name,
            InProcessConnection(component, world.now).open(),
            uds_client,
            now=world.now,
            before_change=before_change,
        )
        for name, component in car.components.items()
    }


@contextmanager
def over_can(car: Car, world: WorldClock, before_change: Hook) -> Iterator[dict[str, Ecu]]:
    """Real ISO-TP frames on a virtual bus, with a thread that stands for the components."""
    timeout = max(SHORTEST_REQUEST_TIMEOUT_WALL_S, world.wall_seconds(REQUEST_TIMEOUT_S))

    def make_client(connection: BaseConnection) -> Client:
        client = uds_client(connection)
        client.config["request_timeout"] = timeout
        return client

    channel, one_at_a_time = f"car {car.vin}", Lock()
    with (
        can.Bus(interface="virtual", channel=channel) as components,
        can.Bus(interface="virtual", channel=channel) as tester,
        IsoTpServer(car.components.values(), components, world.now, car.lock),
    ):
        yield {
            name: Ecu(
                name,
                IsoTpConnection(component.description, tester).open(),
                make_client,
                now=world.now,
                before_change=before_change,
                bus=one_at_a_time,
            )
            for name, component in car.components.items()
        }
