"""One connection to the stream in which the embedded broker keeps what vehicles publish."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from gateway.domain.errors import GatewayError, LinkDown, SessionTaken
from gateway.domain.report import Frame
from gateway.domain.topic import GATEWAY
from gateway.intake.address import StreamAddress
from gateway.intake.inbox import Inbox
from gateway.intake.nats_connection import NatsConnection
from gateway.intake.nats_messages import Message, read_status
from gateway.intake.succession import PREFIX, STREAM, WINDOW, succeed

REQUEST_BYTES: Final = 8 << 20
EXPIRES_S: Final = 30
_SEQUENCE, _PLACE, _STORED_NS = 5, 6, 7
"""Words of the subject that an acknowledgement goes to (NATS ADR-15), of nine."""

_WORDS, _WITH_DOMAIN = 9, 2
"""Where a JetStream has a domain, it and the account stand before these."""

_ENDINGS: Final = {"Batch Completed", "Message Size Exceeds MaxBytes"}
"""It has brought all frames, or all bytes, that it was for (409 too, from NATS 2.10 on)."""

TOGETHER_S: Final = 0.02
"""Acknowledgements of so long go in one: each costs the broker as much as a batch."""

Shown = Callable[[float], int]
"""What the gateway's clock showed at a unix time: microseconds since 1970."""


class StreamConnection:
    """Its end is told to the inbox. `title` and `topic`: see `succession`."""

    def __init__(self, shown: Shown, title: str = GATEWAY, topic: str = "") -> None:
        self._shown, self._title, self._topic = shown, title, topic
        self.inbox = Inbox()
        self._nats = NatsConnection(self._take, self.inbox.end)
        self._replies: dict[int, str] = {}
        self._asked = 0
        self._next = 1
        self._consumer = ""
        self._done = ""
        self._telling: asyncio.TimerHandle | None = None

    async def open(self, address: StreamAddress) -> None:
        """Takes over where the last gateway has stopped; raises `LinkDown` or `BrokerUnfit`."""
        try:
            await self._nats.open(address)
            self._consumer = await succeed(self._api, self._title, self._topic)
        except BaseException:
            self.abort(LinkDown("given up"))
            raise
        self._ask()

    def acknowledge(self, receipts: Iterable[int]) -> None:
        """The last of them acknowledges all before it."""
        done = [self._replies.pop(receipt) for receipt in receipts]
        if done:
            self._done = done[-1]
            self._ask()
            if self._telling is None:
                loop = asyncio.get_running_loop()
                self._telling = loop.call_later(TOGETHER_S, self._tell)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Once the broker has it; raises `LinkDown`."""
        self._nats.publish(subject, payload)
        await self._nats.flush()

    async def close(self) -> None:
        """When everything acknowledged has left."""
        if self._telling is not None:
            self._telling.cancel()
            self._tell()
        await self._nats.close()

    async def leave(self) -> None:
        """Nobody is to take over: what comes is not kept for us any more."""
        await self._api(f"CONSUMER.DELETE.{STREAM}.{self._consumer}", {})

    def abort(self, cause: GatewayError) -> None:
        """As if the connection had broken; what has come can still be taken."""
        self._nats.abort(cause)

    def _tell(self) -> None:
        """All up to the last that is done."""
        self._telling = None
        self._nats.publish(self._done, b"")

    def _ask(self) -> None:
        """For as much as there is room for, when that is worth a request."""
        room = WINDOW - self._asked - len(self._replies)
        if room >= WINDOW // 4 and not self.inbox.full:
            self._asked += room
            wanted = {
                "batch": room,
                "max_bytes": REQUEST_BYTES,
                "expires": EXPIRES_S * 1_000_000_000,
            }
            self._nats.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}",
                json.dumps(wanted).encode(),
                self._nats.here,
            )

    def _take(self, message: Message) -> None:
        if not message.reply:
            self._hear(message)
            return
        self._asked -= 1
        words = message.reply.split(".")
        first = 0 if len(words) == _WORDS else _WITH_DOMAIN
        if int(words[first + _PLACE]) != self._next:
            self.inbox.end(LinkDown("messages are missing in what it has sent"))
            return
        self._next += 1
        receipt = int(words[first + _SEQUENCE])
        self._replies[receipt] = message.reply
        topic = message.subject.removeprefix(PREFIX).replace(".", "/")
        stored_us = self._shown(int(words[first + _STORED_NS]) / 1e9)
        said = topic, message.payload, stored_us, receipt, False
        self.inbox.put(tuple.__new__(Frame, said))

    def _hear(self, message: Message) -> None:
        """What the broker says of a request: it has ended, or the consumer is no more."""
        code, why, said = read_status(message.headers)
        self._asked -= int(said.get("Nats-Pending-Messages", 0))
        if code == HTTPStatus.CONFLICT and "Deleted" in why:
            self.inbox.end(SessionTaken())
        elif code == HTTPStatus.REQUEST_TIMEOUT or why in _ENDINGS:
            self._ask()
        else:
            self.inbox.end(LinkDown(f"it answers {code} {why}"))

    async def _api(self, what: str, how: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = await self._nats.request(f"$JS.API.{what}", json.dumps(how).encode())
        said: Mapping[str, Any] = json.loads(answer)
        if "error" in said:
            raise LinkDown(f"it answers {said['error']}")
        return said
