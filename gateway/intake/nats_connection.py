"""One connection to a NATS server: what comes is handed on, what we ask is answered."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Final, TypeVar, cast

import structlog

from gateway.domain.broker_version import check_version
from gateway.domain.errors import GatewayError, LinkDown
from gateway.domain.topic import GATEWAY
from gateway.intake import nats_messages as nats
from gateway.intake.address import StreamAddress
from gateway.intake.nats_messages import Message
from gateway.intake.waiting import fail

T = TypeVar("T")
OPEN_S: Final = 10.0
ANSWER_S: Final = 10.0
GOODBYE_S: Final = 2.0
PINGS_S: Final = 5.0
PINGS: Final = 2
"""How often the broker is asked whether it is there, and how many may stay unanswered."""

log = structlog.get_logger()


class NatsConnection(asyncio.Protocol):
    """`take` is given what came under `here`, `ended` is told its end once.

    What comes is never left unread: who takes it bounds what he has asked for.
    """

    def __init__(
        self, take: Callable[[Message], None], ended: Callable[[GatewayError], None]
    ) -> None:
        self._take, self._ended = take, ended
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._inbox = f"_INBOX.{secrets.token_hex(8)}"
        self.here = f"{self._inbox}.here"
        self._numbers = count(1)
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._pongs: deque[asyncio.Future[None]] = deque()
        self._greeting: asyncio.Future[str] = self._loop.create_future()
        self._rest = b""
        self._unheard = 0
        self._pulse: asyncio.TimerHandle | None = None
        self._cause: GatewayError | None = None
        self._gone = asyncio.Event()

    async def open(self, address: StreamAddress) -> None:
        """Once the server has said yes; raises `LinkDown`, `BrokerUnfit` when it is old."""
        try:
            async with asyncio.timeout(OPEN_S):
                await self._loop.create_connection(lambda: self, address.host, address.port)
                check_version(nats.version_in(await self._greeting))
                self._write(nats.connect(address.username, address.password, GATEWAY))
                self._write(nats.subscribe(f"{self._inbox}.*", 1))
                await self.flush()
        except TimeoutError as error:
            raise LinkDown(f"no answer in {OPEN_S:.0f} s") from error
        except OSError as error:
            raise LinkDown(str(error)) from error
        self._beat()

    def publish(self, subject: str, payload: bytes, reply: str = "") -> None:
        self._write(nats.publish(subject, payload, reply))

    async def flush(self) -> None:
        """Until the server has read everything that was written before; raises `LinkDown`."""
        await self._await(self._ping())

    async def request(self, subject: str, payload: bytes) -> bytes:
        """What answers it; raises `LinkDown` when nobody does."""
        here = f"{self._inbox}.{next(self._numbers)}"
        self._answers[here] = self._loop.create_future()
        try:
            self.publish(subject, payload, here)
            answer = await self._await(self._answers[here])
        finally:
            del self._answers[here]
        if nats.read_status(answer.headers).code == HTTPStatus.SERVICE_UNAVAILABLE:
            raise LinkDown(f"nobody answers {subject}")
        return answer.payload

    async def close(self) -> None:
        """When everything written has left."""
        if self._transport is not None and not self._gone.is_set():
            self._cause = self._cause or LinkDown("closed by ourselves")
            self._transport.close()
            try:
                async with asyncio.timeout(GOODBYE_S):
                    await self._gone.wait()
            except TimeoutError:
                self._transport.abort()

    def abort(self, cause: GatewayError) -> None:
        self._cause = self._cause or cause
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        error = self._cause or LinkDown(str(exc) if exc else "the broker closed the connection")
        if self._pulse is not None:
            self._pulse.cancel()
        fail(self._greeting, error)
        for pong in self._pongs:
            fail(pong, error)
        for answer in self._answers.values():
            fail(answer, error)
        self._gone.set()
        self._ended(error)

    def data_received(self, data: bytes) -> None:
        self._unheard = 0
        data = self._rest + data if self._rest else data
        try:
            messages, lines, at = nats.take_messages(data)
            for message in messages:
                self._hear(message)
            for line in lines:
                self._obey(line)
            self._rest = data[at:]
        except (LinkDown, IndexError, ValueError) as broken:
            self.abort(LinkDown(f"something that cannot be read: {broken}"))

    def _hear(self, message: Message) -> None:
        waiting = self._answers.get(message.subject)
        if waiting is None:
            self._take(message)
        elif not waiting.done():
            waiting.set_result(message)

    def _obey(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        match verb:
            case "INFO" if not self._greeting.done():
                self._greeting.set_result(rest)
            case "PING":
                self._write(nats.PONG)
            case "PONG" if self._pongs:
                pong = self._pongs.popleft()
                if not pong.done():
                    pong.set_result(None)
            case "-ERR":
                self._complained(rest.strip("'"))
            case "INFO" | "+OK":
                pass
            case _:
                raise LinkDown("what listens there is no NATS server")

    def _complained(self, what: str) -> None:
        """Only a thing that is not permitted is not followed by the end of the connection."""
        log.warning("the broker complains", error=what)
        if not what.startswith("Permissions Violation"):
            self._cause = self._cause or LinkDown(what)

    def _beat(self) -> None:
        if self._unheard > PINGS:
            self.abort(LinkDown("the broker is silent"))
            return
        self._unheard += 1
        self._ping()
        self._pulse = self._loop.call_later(PINGS_S, self._beat)

    def _ping(self) -> asyncio.Future[None]:
        pong: asyncio.Future[None] = self._loop.create_future()
        self._pongs.append(pong)
        self._write(nats.PING)
        return pong

    async def _await(self, waiting: asyncio.Future[T]) -> T:
        if self._gone.is_set():
            raise self._cause or LinkDown("the connection has ended")
        try:
            async with asyncio.timeout(ANSWER_S):
                return await waiting
        except TimeoutError as error:
            raise LinkDown(f"no answer in {ANSWER_S:.0f} s") from error

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
