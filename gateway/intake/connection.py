"""One connection to an MQTT broker: what comes goes into an inbox, what we ask is answered."""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import cycle
from typing import Self, cast

from gateway.domain.errors import BrokerRefused, GatewayError, LinkDown, SessionTaken
from gateway.domain.instant import to_us
from gateway.domain.report import Frame
from gateway.intake import packets
from gateway.intake.address import BrokerAddress
from gateway.intake.inbox import WINDOW, Inbox
from gateway.intake.packets import Hello, PacketType, Version, Welcome
from gateway.intake.waiting import fail

OPEN_S = 10.0
ANSWER_S = 10.0
GOODBYE_S = 2.0
_REFUSALS = {
    2: "the client id", 0x85: "the client id",
    4: "the user or the password", 0x86: "the user or the password",
    5: "this account", 0x87: "this account", 0x8A: "this account (banned)",
}  # fmt: skip


class MqttConnection(asyncio.Protocol):
    """Made by `open_connection`. Its end is told to the inbox, and to who waits for an answer.

    `now` says when a message came; silence for one and a half keepalives is an end.
    """

    def __init__(self, hello: Hello, now: Callable[[], datetime]) -> None:
        self._hello, self._now = hello, now
        self.inbox = Inbox()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._welcome: asyncio.Future[Welcome] = self._loop.create_future()
        self._answers: dict[int, asyncio.Future[Sequence[int]]] = {}
        self._numbers = cycle(range(1, 1 << 16))
        self._rest = b""
        self._to_skip = 0
        self._heard_at = self._loop.time()
        self._pulse: asyncio.TimerHandle | None = None
        self._paused = False
        self._cause: GatewayError | None = None
        self.session_present = False
        self.ended = asyncio.Event()

    @classmethod
    async def connect(
        cls, address: BrokerAddress, hello: Hello, now: Callable[[], datetime]
    ) -> Self:
        """Once the broker has said yes; raises `BrokerRefused` or `LinkDown`."""
        loop = asyncio.get_running_loop()
        connection = cls(hello, now)
        try:
            async with asyncio.timeout(OPEN_S):
                await loop.create_connection(
                    lambda: connection, address.host, address.port, ssl=address.context()
                )
                welcome = await connection._welcome
        except ssl.SSLCertVerificationError as error:
            raise BrokerRefused(f"its certificate: {error.verify_message}") from error
        except TimeoutError as error:
            connection.abort(LinkDown("it does not answer"))
            raise LinkDown(f"no answer in {OPEN_S:.0f} s") from error
        except OSError as error:
            raise LinkDown(str(error)) from error
        except BaseException:
            connection.abort(LinkDown("given up"))
            raise
        connection._greeted(welcome)
        return connection

    @property
    def version(self) -> Version:
        return self._hello.version

    async def subscribe(self, filters: Sequence[str]) -> Sequence[int]:
        """What was granted, one code a filter; `FAILURE` and above is a no.

        It comes behind all that a session has kept: somebody has to take that meanwhile.
        """
        return await self._ask(lambda number: packets.subscribe(self.version, number, filters))

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        await self._ask(lambda number: packets.unsubscribe(self.version, number, filters))

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Once the broker has it; raises `BrokerRefused` where it says that it may not."""
        codes = await self._ask(
            lambda number: packets.publish(self.version, number, topic, payload, retain=retain)
        )
        if codes and codes[0] >= packets.FAILURE:
            raise BrokerRefused(f"a publish, code {codes[0]:#x}; check our account's rights")

    def acknowledge(self, receipts: Iterable[int]) -> None:
        """Also reads on, when the inbox was full and is not any more."""
        self._write(packets.pubacks(receipts))
        if self._paused and not self.inbox.full and self._transport is not None:
            self._paused = False
            self._heard_at = self._loop.time()
            self._transport.resume_reading()

    async def close(self) -> None:
        """Says goodbye when everything written has left; the session stays."""
        self._write(packets.GOODBYE)
        if self._transport is not None and not self.ended.is_set():
            self._cause = self._cause or LinkDown("closed by ourselves")
            self._transport.close()
            try:
                async with asyncio.timeout(GOODBYE_S):
                    await self.ended.wait()
            except TimeoutError:
                self._transport.abort()

    def abort(self, cause: GatewayError) -> None:
        self._cause = self._cause or cause
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._write(self._hello.packet())

    def connection_lost(self, exc: Exception | None) -> None:
        error = self._cause or LinkDown(str(exc) if exc else "the broker closed the connection")
        if self._pulse is not None:
            self._pulse.cancel()
        fail(self._welcome, error)
        for answer in self._answers.values():
            fail(answer, error)
        self.inbox.end(error)
        self.ended.set()

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        try:
            self._rest = self._read(self._rest + data)
        except (LinkDown, IndexError, ValueError) as broken:
            self.abort(LinkDown(f"a packet that cannot be read: {broken}"))
        if self.inbox.full and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _read(self, data: bytes) -> bytes:
        """Handles the whole packets at the start; what is left of a later one."""
        if not self._welcome.done() and data[0] >> 4 != PacketType.CONNACK:
            raise LinkDown("what listens there is no MQTT broker")
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip, data = self._to_skip - skipped, data[skipped:]
        found, at = packets.take_packets(data)
        arrived_us = to_us(self._now())
        for first, body in found:
            if first >> 4 == PacketType.PUBLISH:
                self._publication(first, body, arrived_us)
            else:
                self._other(PacketType(first >> 4), body)
        rest = data[at:]
        return self._cut(rest, arrived_us) if len(rest) > packets.LARGEST_BYTES else rest

    def _cut(self, data: bytes, arrived_us: int) -> bytes:
        """The start of a message that is too long is handed on, to be refused."""
        size = packets.body_length(data, 0)
        if size is None or data[0] >> 4 != PacketType.PUBLISH:
            raise LinkDown("too long, and no publication")
        length, start = size
        self._to_skip = start + length - len(data)
        self._publication(data[0], data[start:], arrived_us)
        return b""

    def _publication(self, first: int, body: bytes, arrived_us: int) -> None:
        said = packets.read_publication(self.version, first, body)
        self.inbox.put(
            Frame(said.topic, said.payload, arrived_us, said.packet_id, said.retained)
        )

    def _other(self, kind: PacketType, body: bytes) -> None:
        match kind:
            case PacketType.CONNACK if not self._welcome.done():
                self._welcome.set_result(packets.read_welcome(body))
            case PacketType.SUBACK | PacketType.UNSUBACK | PacketType.PUBACK:
                number, codes = packets.read_answer(self.version, kind, body)
                waiting = self._answers.get(number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(codes)
            case PacketType.DISCONNECT:
                self.abort(_farewell(packets.read_farewell(body)))
            case _:  # a PINGRESP says that the broker is there, which has been noted
                pass

    def _greeted(self, welcome: Welcome) -> None:
        if welcome.code:
            what = _REFUSALS.get(welcome.code)
            error = BrokerRefused(what) if what else LinkDown(f"code {welcome.code:#x}")
            self.abort(error)
            raise error
        self.session_present = welcome.session_present
        self._pulse = self._loop.call_later(self._hello.keepalive_s / 2, self._beat)

    def _beat(self) -> None:
        """While we do not read we cannot hear it either, and only say that we are there."""
        silence = self._loop.time() - self._heard_at
        if not self._paused and silence > 1.5 * self._hello.keepalive_s:
            self.abort(LinkDown(f"the broker has been silent for {silence:.0f} s"))
            return
        self._write(packets.PINGREQ)
        self._pulse = self._loop.call_later(self._hello.keepalive_s / 2, self._beat)

    async def _ask(self, packet: Callable[[int], bytes]) -> Sequence[int]:
        """Raises `LinkDown` when the broker says other things, or nothing, and not the answer.

        Time counts from when there is nothing before it that we have not read.
        """
        if self.ended.is_set():
            raise self._cause or LinkDown("the connection has ended")
        number = next(n for n in self._numbers if n not in self._answers)
        answer: asyncio.Future[Sequence[int]] = self._loop.create_future()
        self._answers[number] = answer
        self._write(packet(number))
        try:
            while not answer.done():
                behind = self._paused or len(self.inbox) > 0
                await asyncio.wait([answer], timeout=ANSWER_S)
                if not (behind or answer.done()):
                    raise LinkDown(f"the broker did not confirm in {ANSWER_S:.0f} s")
            return answer.result()
        finally:
            del self._answers[number]

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)


def _farewell(code: int) -> LinkDown:
    if code == packets.SESSION_TAKEN_OVER:
        return SessionTaken("only one gateway may use this client id")
    return LinkDown(f"the broker ended it, with code {code:#x}")


async def open_connection(
    address: BrokerAddress,
    client_id: str,
    now: Callable[[], datetime],
    *,
    versions: Sequence[Version] = (Version.V5, Version.V311),
    keepalive_s: int = 15,
    window: int = WINDOW,
) -> MqttConnection:
    """In the first version that the broker speaks; some only hang up on one they do not."""
    failure = LinkDown("there is no version to try")
    for version in versions:
        hello = Hello(
            version=version,
            client_id=client_id,
            username=address.username,
            password=address.password,
            keepalive_s=keepalive_s,
            window=window,
        )
        try:
            return await MqttConnection.connect(address, hello, now)
        except BrokerRefused:
            raise
        except LinkDown as error:
            failure = error
    raise failure
