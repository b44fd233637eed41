"""A TCP proxy for one car: it delays, loses, stalls, resets and lies, as a bad network does."""

import asyncio
import random
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.agent.mqtt.passport import Passport
from simulator.links.air import Air
from simulator.links.border import Border, Rules, Ways
from simulator.links.burst_loss import Channel
from simulator.links.hose import Hose
from simulator.links.impostor import Impostor, LoginPage, Refusal
from simulator.links.pair import Pair, Side
from simulator.links.profile import Outage
from simulator.links.shuffler import Shuffler
from simulator.links.tally import Tally
from simulator.links.weather import Weather
from simulator.world_clock import WorldClock

# MQTT 3.1.1, table 3.1.
RETURN_CODES: Final[Mapping[Outage, int]] = MappingProxyType(
    {Outage.UNAVAILABLE: 3, Outage.UNAUTHORISED: 5}
)
PASSABLE: Final = frozenset({Outage.DENIED})


class Proxy:
    """Open it with `start`; the car then connects to `address` in place of the broker.

    What only traffic decides (jitter, which segment is lost) is drawn from `rng`. With a
    `passport` the car speaks plain text to it, and it speaks TLS to the broker: that is how
    packets can be read, repeated and refused. Without one TLS of the car's passes through.
    """

    def __init__(
        self,
        upstream: tuple[str, int],
        weather: Weather,
        rng: random.Random,
        world: WorldClock,
        passport: Passport | None = None,
    ) -> None:
        self.upstream = upstream
        self.passport = passport
        self.tally = Tally()
        self._profile = weather.profile
        self._rng = rng
        self._world = world
        self._air = Air(weather.profile, rng, _channel(weather), self.tally)
        self._outage: Outage | None = None
        self._pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, "127.0.0.1", 0)

    @property
    def address(self) -> tuple[str, int]:
        if self._server is None:
            raise RuntimeError("the proxy has not been started")
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    @property
    def is_down(self) -> bool:
        """Whether nothing gets to the broker."""
        return self._outage is not None and self._outage not in PASSABLE

    @property
    def turns_away(self) -> bool:
        """Whether a new connection is refused, rather than left to wait for better times."""
        return self._outage in {Outage.RESET, Outage.DETACHED}

    @property
    def delay_wall_s(self) -> float:
        return self._world.wall_seconds(self._air.delay_s())

    @property
    def signal_strength_dbm(self) -> float:
        return self._profile.down_dbm if self.is_down else self._profile.up_dbm

    def go_down(self, outage: Outage) -> None:
        self._outage = outage
        for pair in tuple(self._pairs):
            match outage:
                case Outage.STALL:
                    pair.stop()
                case Outage.DETACHED:
                    pair.detach()
                case Outage.HALF_OPEN | Outage.CAPTIVE:
                    pair.strand()
                case Outage.RESET | Outage.UNAVAILABLE | Outage.UNAUTHORISED | Outage.DENIED:
                    pair.abort()

    def come_up(self) -> None:
        """Connections that were opened meanwhile reach the broker now."""
        self._outage = None
        for pair in tuple(self._pairs):
            pair.go_on()

    def cut(self) -> None:
        """Reset what is open, as when a modem restarts; the link itself stays as it is."""
        for pair in tuple(self._pairs):
            pair.abort()

    def strand(self) -> None:
        """Leave the broker with connections that nobody is at the other end of."""
        for pair in tuple(self._pairs):
            pair.strand()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        if self._server is not None:
            await self._server.wait_closed()

    def new_hose_up(self, source: asyncio.Transport) -> Hose:
        rto_s, stopped = self._air.rto_s, self.is_down
        return Hose(source, self._air.up, self._world, rto_s=rto_s, stopped=stopped)

    def new_hose_down(self, source: asyncio.Transport) -> Hose:
        rto_s, stopped = self._air.rto_s, self.is_down
        return Hose(source, self._air.down, self._world, rto_s=rto_s, stopped=stopped)

    def new_impostor(self) -> Impostor | None:
        """Who answers a connection that begins now, if not the broker."""
        if self._outage is Outage.CAPTIVE:
            return LoginPage(self._rng, self.tally)
        if self._outage is not None and self._outage in RETURN_CODES:
            return Refusal(RETURN_CODES[self._outage], self.tally)
        return None

    def new_border(self, ways: Ways) -> Border | None:
        disorder = self._profile.disorder
        if disorder is None and self._outage is not Outage.DENIED:
            return None
        shuffler = None if disorder is None else Shuffler(disorder, self._rng, self.tally)
        rules = Rules(shuffler, self._denies, self.tally, self._world)
        return Border(rules, ways)

    def _denies(self) -> bool:
        return self._outage is Outage.DENIED

    def forget(self, pair: Pair) -> None:
        self._pairs.discard(pair)

    def _accept(self) -> Side:
        pair = Pair(self)
        self._pairs.add(pair)
        return pair.car


def _channel(weather: Weather) -> Channel | None:
    loss = weather.profile.loss
    return None if loss is None else Channel(loss, f"{weather.seed} air {weather.vin}")
