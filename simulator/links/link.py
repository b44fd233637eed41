"""A car's link to its broker, in world time: through a proxy with weather, or directly."""

from collections.abc import Awaitable, Callable
from typing import Never, Protocol

from simulator.links.profile import Outage
from simulator.links.proxy import Proxy
from simulator.links.stays import DAY_S
from simulator.links.tally import Tally
from simulator.links.weather import LinkEvent, Weather
from simulator.world_clock import WorldClock


class Link(Protocol):
    """What a car needs of its link."""

    @property
    def weather(self) -> Weather: ...

    @property
    def tally(self) -> Tally: ...

    @property
    def address(self) -> tuple[str, int]: ...

    @property
    def signal_strength_dbm(self) -> float: ...

    @property
    def is_down(self) -> bool: ...

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def run(self) -> None:
        """Change with the weather; to be cancelled, with the link up afterwards."""

    def cut(self) -> None:
        """The modem restarts: both sides lose what is open."""

    def strand(self) -> None:
        """The modem is without power: the broker is not told."""


async def play(
    events: Callable[[float, float], list[LinkEvent]],
    world: WorldClock,
    act: Callable[[LinkEvent], Awaitable[None]],
) -> Never:
    """Act on each event when its time has come, for ever; first on what is under way."""
    start_s = first_s = world.now()
    while True:
        end_s = start_s + DAY_S
        for event in events(start_s, end_s):
            if event.at_s >= start_s or start_s == first_s:
                await world.sleep(event.at_s - world.now())
                await act(event)
        start_s = end_s
        await world.sleep(start_s - world.now())


class ProxyLink:
    """`proxy` may be taken down and up by hand as well."""

    def __init__(self, proxy: Proxy, weather: Weather, world: WorldClock) -> None:
        self.proxy = proxy
        self.weather = weather
        self._world = world

    @property
    def tally(self) -> Tally:
        return self.proxy.tally

    @property
    def address(self) -> tuple[str, int]:
        return self.proxy.address

    @property
    def signal_strength_dbm(self) -> float:
        return self.proxy.signal_strength_dbm

    @property
    def is_down(self) -> bool:
        return self.proxy.is_down

    async def open(self) -> None:
        await self.proxy.start()

    async def close(self) -> None:
        await self.proxy.close()

    def cut(self) -> None:
        self.proxy.cut()

    def strand(self) -> None:
        self.proxy.strand()

    async def run(self) -> None:
        await play(self.weather.outages, self._world, self._suffer)

    async def _suffer(self, event: LinkEvent) -> None:
        if isinstance(event.kind, Outage):
            self.proxy.go_down(event.kind)
            self.tally.outages += 1
        try:
            await self._world.sleep(event.until_s - self._world.now())
        finally:
            self.proxy.come_up()


class DirectLink:
    """Nothing lies between the car and the broker: no socket of its own, no weather.

    Nobody can take a connection from the car either: the unit closes it when its power goes.
    """

    def __init__(self, broker: tuple[str, int], weather: Weather) -> None:
        self.address = broker
        self.weather = weather
        self.tally = Tally()
        self.signal_strength_dbm = weather.profile.up_dbm
        self.is_down = False

    async def open(self) -> None:
        """There is nothing to open."""

    async def close(self) -> None:
        """There is nothing to close."""

    async def run(self) -> None:
        """It is always fine."""

    def cut(self) -> None:
        """Nobody between could."""

    def strand(self) -> None:
        """Nobody between could."""
