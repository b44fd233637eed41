"""One connection through a link: the car's side, the broker's side, and what lies between."""

import asyncio
import ssl
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from simulator.agent.mqtt.errors import IdentityRefused
from simulator.agent.mqtt.passport import Passport, told
from simulator.links.border import Border, Ways
from simulator.links.hose import Hose
from simulator.links.impostor import Impostor

CONNECT_TIMEOUT_WALL_S = 5.0
log = structlog.get_logger()


class Road(Protocol):
    """What a pair asks its link; a new hose is stopped while the link is down."""

    @property
    def upstream(self) -> tuple[str, int]: ...

    @property
    def passport(self) -> Passport | None:
        """With which it speaks TLS for the car; without one it passes on what the car says."""

    @property
    def is_down(self) -> bool: ...

    @property
    def turns_away(self) -> bool: ...

    @property
    def delay_wall_s(self) -> float: ...

    def new_impostor(self) -> Impostor | None: ...

    def new_border(self, ways: Ways) -> Border | None: ...

    def new_hose_up(self, source: asyncio.Transport) -> Hose: ...

    def new_hose_down(self, source: asyncio.Transport) -> Hose: ...

    def forget(self, pair: "Pair") -> None: ...


class Side(asyncio.Protocol):
    """One end of a pair; `hose` carries away what it hears."""

    def __init__(
        self,
        new_hose: Callable[[asyncio.Transport], Hose],
        joined: Callable[[], None],
        heard: Callable[[bytes], None],
        lost: Callable[["Side", Exception | None], None],
    ) -> None:
        self._new_hose = new_hose
        self._joined = joined
        self._heard = heard
        self._lost = lost
        self.deaf = False
        self.ends: tuple[asyncio.Transport, Hose] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self.ends = (transport, self._new_hose(transport))
        self._joined()

    def data_received(self, data: bytes) -> None:
        if not self.deaf:
            self._heard(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(self, exc)

    def carry(self, data: bytes) -> None:
        if self.ends is not None:
            self.ends[1].carry(data)

    def abort(self) -> None:
        if self.ends is not None:
            self.ends[0].abort()


class Pair:
    """`stranded`: nothing gets through any more and neither side is told."""

    def __init__(self, road: Road) -> None:
        self._road = road
        self._stranded = False
        self._open = 0
        self._dialling: asyncio.Task[None] | None = None
        self._answered = False
        self._answers: list[asyncio.TimerHandle] = []
        self._impostor = road.new_impostor()
        self._border = road.new_border(self)
        self.car = Side(road.new_hose_up, self._car_joined, self._from_car, self._lost)
        self._broker = Side(road.new_hose_down, self._broker_joined, self.back, self._lost)

    def onward(self, data: bytes) -> None:
        """To the broker."""
        self.car.carry(data)

    def back(self, data: bytes) -> None:
        """To the car, behind what the broker has said."""
        if self._broker.ends is not None:
            self._broker.carry(data)
        elif self.car.ends is not None:
            self._later(self.car.ends[0].write, data)

    def stop(self) -> None:
        for hose in self._hoses():
            hose.stop()

    def go_on(self) -> None:
        """The link is up again: what waited moves, unless nobody is at the other end."""
        if self._stranded or self._impostor is not None:
            return
        self._dial()
        for hose in self._hoses():
            hose.go_on()

    def strand(self) -> None:
        self._stranded = True
        self.car.deaf = self._broker.deaf = True
        self.stop()
        self._stop_waiting()

    def detach(self) -> None:
        """The car hears at once that the connection is gone, the broker never."""
        self.strand()
        self.car.abort()

    def abort(self) -> None:
        """Both sides hear at once that the connection is gone."""
        self.stop()
        self._stop_waiting()
        self.car.abort()
        self._broker.abort()

    def _car_joined(self) -> None:
        self._open += 1
        if self._road.turns_away:
            self.abort()
        elif self._impostor is None and not self._road.is_down:
            self._dial()

    def _from_car(self, data: bytes) -> None:
        if self._impostor is not None:
            self._answer(self._impostor.hear(data))
        elif self._border is not None:
            self._border.take(data)
        else:
            self.onward(data)

    def _answer(self, answer: bytes) -> None:
        """The last word to the car, from somebody who is not the broker."""
        if answer and not self._answered and self.car.ends is not None:
            self._answered = True
            self._later(partial(_write_and_close, self.car.ends[0]), answer)

    def _later(self, write: Callable[[bytes], None], answer: bytes) -> None:
        """After a delay there and back."""
        wait = 2 * self._road.delay_wall_s
        self._answers.append(asyncio.get_running_loop().call_later(wait, write, answer))

    def _broker_joined(self) -> None:
        self._open += 1
        if self.car.ends is None or self._broker.ends is None:
            return
        (to_car, from_car), (to_broker, from_broker) = self.car.ends, self._broker.ends
        from_car.lead_to(to_broker)
        from_broker.lead_to(to_car)

    def _dial(self) -> None:
        if self._dialling is None:
            self._dialling = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        passport = self._road.passport
        try:
            tls = None if passport is None else passport.context()
            name = None if passport is None else passport.server_name
            async with asyncio.timeout(CONNECT_TIMEOUT_WALL_S):
                await loop.create_connection(
                    lambda: self._broker, *self._road.upstream, ssl=tls, server_hostname=name
                )
        except (IdentityRefused, OSError, TimeoutError) as error:
            _tell(error)
            self.car.abort()

    def _stop_waiting(self) -> None:
        if self._border is not None:
            self._border.close()
        for answer in self._answers:
            answer.cancel()
        if self._dialling is not None:
            self._dialling.cancel()

    def _lost(self, side: Side, error: Exception | None) -> None:
        self._open -= 1
        _tell(error)
        if self._open == 0:
            self.stop()
            self._stop_waiting()
            self._road.forget(self)
        elif self._stranded:
            return
        elif error is not None:
            self.abort()
        elif side.ends is not None:
            if side is self.car and self._border is not None:
                self._border.end()
            side.ends[1].end()

    def _hoses(self) -> list[Hose]:
        return [side.ends[1] for side in (self.car, self._broker) if side.ends is not None]


def _tell(error: Exception | None) -> None:
    """Of a certificate that was refused; of a connection that is lost there are too many."""
    known = told(error) if isinstance(error, ssl.SSLError) else error
    if isinstance(known, IdentityRefused):
        log.warning("turned away by the broker", why=str(known))


def _write_and_close(transport: asyncio.Transport, answer: bytes) -> None:
    transport.write(answer)
    transport.close()
