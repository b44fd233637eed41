"""A TCP proxy for one car: it delays, stalls, resets and forgets, as a bad network does."""

import asyncio
import random

from simulator.links.hose import Hose
from simulator.links.pair import Pair, Side
from simulator.links.profile import LinkProfile, Outage


class Proxy:
    """Open it with `start`; the car then connects to `address` in place of the broker.

    `speed` is world seconds a wall second: a delay of the profile is that much shorter here.
    """

    def __init__(
        self,
        upstream: tuple[str, int],
        profile: LinkProfile,
        rng: random.Random,
        speed: float,
    ) -> None:
        self.upstream = upstream
        self._profile = profile
        self._rng = rng
        self._speed = speed
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
        return self._outage is not None

    @property
    def signal_strength_dbm(self) -> float:
        return self._profile.down_dbm if self.is_down else self._profile.up_dbm

    @property
    def turns_away(self) -> bool:
        """Whether a new connection is refused, rather than left to wait for better times."""
        return self._outage is Outage.RESET

    def go_down(self, outage: Outage) -> None:
        self._outage = outage
        for pair in tuple(self._pairs):
            match outage:
                case Outage.RESET:
                    pair.abort()
                case Outage.STALL:
                    pair.stop()
                case Outage.HALF_OPEN:
                    pair.strand()

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

    def new_hose(self, source: asyncio.Transport) -> Hose:
        pace = 1 / (self._profile.bytes_per_s * self._speed)
        return Hose(source, self._delay, pace, stopped=self.is_down)

    def forget(self, pair: Pair) -> None:
        self._pairs.discard(pair)

    def _accept(self) -> Side:
        pair = Pair(self)
        self._pairs.add(pair)
        return pair.car

    def _delay(self) -> float:
        jitter = self._rng.random() * self._profile.jitter_s
        return (self._profile.latency_s + jitter) / self._speed
