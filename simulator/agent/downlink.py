"""What comes down in one session: first the server's time, then, and only then, commands."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from google.protobuf.message import DecodeError

from proto.v1.commands_pb2 import (
    ClockAnswer,
    Downlink,
    SignedClock,
    SignedCommand,
    SignedResend,
)
from simulator.agent.mqtt.packets import Publication
from simulator.agent.report import Boot
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Rejection, Verifier
from simulator.agent.witness import Witness

MOST_UNREAD = 64
NO_BEAT = -1

log = structlog.get_logger()


class DownlinkReader:
    """Commands that come before the server's time wait for it; past 64 unread ones are dropped.

    Nothing is lost by that: the gateway sends a command again until the unit has accepted it.
    Without a key no time is ever believed, and commands are refused as they come.
    """

    def __init__(
        self,
        *,
        boot: Boot,
        session: int,
        clock: UnitClock,
        verifier: Verifier,
        receive: Callable[[SignedCommand], Awaitable[None]],
        resend: Callable[[SignedResend], Awaitable[Rejection | None]],
        answered: Callable[[], None],
        witness: Witness,
    ) -> None:
        """`answered` is called whenever the gateway has answered."""
        self._boot = boot
        self._session = session
        self._clock = clock
        self._verifier = verifier
        self._receive = receive
        self._resend = resend
        self._answered = answered
        self._witness = witness
        self._unread: asyncio.Queue[Publication] = asyncio.Queue(MOST_UNREAD)
        self._early: list[SignedCommand] = []
        self._newest_beat = NO_BEAT
        self._asked_ms: dict[int, int] = {}

    @property
    def _time_known(self) -> bool:
        return self._newest_beat > NO_BEAT

    def ask(self, beat: int) -> None:
        """The presence of this beat is about to be sent: its answer is not from before."""
        self._asked_ms[beat] = self._clock.uptime_ms()

    def put(self, publication: Publication) -> None:
        """Called by the connection for everything that arrives."""
        try:
            self._unread.put_nowait(publication)
        except asyncio.QueueFull:
            log.warning("downlink dropped", boot=self._boot)

    async def run(self) -> None:
        while True:
            publication = await self._unread.get()
            try:
                downlink = Downlink.FromString(publication.payload)
            except DecodeError:
                log.warning("downlink is not protobuf", boot=self._boot)
                continue
            match downlink.WhichOneof("kind"):
                case "clock":
                    await self._take_clock(downlink.clock)
                case "command":
                    await self._take_command(downlink.command)
                case "resend":
                    await self._take_resend(downlink.resend)
                case _:
                    log.warning("downlink of an unknown kind", boot=self._boot)

    async def _take_clock(self, signed: SignedClock) -> None:
        answer = self._check(signed)
        if isinstance(answer, Rejection):
            log.info("clock answer rejected", boot=self._boot, reason=answer.reason)
            await self._witness.clock_rejected(answer.reason)
            return
        asked_ms = self._asked_ms[answer.beat]
        if self._time_known:
            self._clock.hear_server_time(answer.server_ms, asked_ms)
        else:
            self._clock.take_server_time(answer.server_ms, asked_ms)
        self._newest_beat = answer.beat
        self._asked_ms = {b: ms for b, ms in self._asked_ms.items() if b > answer.beat}
        self._answered()
        early, self._early = self._early, []
        for command in early:
            await self._receive(command)

    def _check(self, signed: SignedClock) -> ClockAnswer | Rejection:
        answer = self._verifier.clock(signed)
        if isinstance(answer, Rejection):
            return answer
        if (answer.boot_id, answer.session) != (self._boot.boot_id, self._session):
            return Rejection("stale")
        if answer.beat <= self._newest_beat:
            return Rejection("repeated")
        return answer if answer.beat in self._asked_ms else Rejection("unasked")

    async def _take_resend(self, signed: SignedResend) -> None:
        if not self._time_known:
            return  # whether it is stale cannot be told; the gateway will ask again
        if rejection := await self._resend(signed):
            log.warning("request to resend rejected", boot=self._boot, reason=rejection.reason)
            await self._witness.resend_rejected(rejection.reason)

    async def _take_command(self, command: SignedCommand) -> None:
        if self._time_known or self._verifier.public_key is None:
            await self._receive(command)
        elif len(self._early) < MOST_UNREAD:
            self._early.append(command)
        else:
            log.warning("early command dropped", boot=self._boot)
