"""One connection to the stream in which the embedded broker keeps what vehicles publish."""

import asyncio
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy

from gateway.domain.errors import GatewayError, LinkDown, SessionTaken, SettingsInvalid
from gateway.domain.report import Frame
from gateway.domain.topic import GATEWAY
from gateway.intake.inbox import Inbox

STREAM: Final = "$MQTT_msgs"
PREFIX: Final = "$MQTT.msgs."
SUBJECT: Final = f"{PREFIX}v1.>"
"""One filter: with four of them the broker looks four times as long (344 us a message, 86)."""

SESSION: Final = "EHGgxzn6_"
"""So begin the consumers of an MQTT session under our name, which gateways had before: NATS
spells a hash of the client id. Nobody takes anything out of it any more."""

WINDOW: Final = 4096
"""Frames that we have asked for and not stored yet."""

REQUEST_BYTES: Final = 8 << 20
EXPIRES_S: Final = 30
NEVER_S: Final = 24 * 3600
"""Until the broker sends again by itself; what a dead gateway has left is asked for at once."""

OPEN_S: Final = 10
_SEQUENCE, _PLACE, _STORED_NS = 5, 6, 7
"""Words of the subject that an acknowledgement goes to (NATS ADR-15)."""

log = structlog.get_logger()
PINGS_S: Final = 5
PINGS: Final = 2
"""How often the broker is asked whether it is there, and how many may stay unanswered."""

At = Callable[[float], datetime]
"""What the gateway's clock showed at a unix time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """From a URL: `nats://user:password@127.0.0.1:4222`."""

    host: str
    port: int
    username: str
    password: str

    def __repr__(self) -> str:
        return f"StreamAddress({self.host}:{self.port})"

    @classmethod
    def parse(cls, url: str) -> "StreamAddress":
        parts = urlsplit(url)
        if parts.scheme != "nats" or not (parts.hostname and parts.port and parts.username):
            raise SettingsInvalid("an embedded broker's URL is nats://user:password@host:4222")
        return cls(
            host=parts.hostname,
            port=parts.port,
            username=unquote(parts.username),
            password=unquote(parts.password or ""),
        )


class StreamConnection:
    """Made by `open_stream`. Its end is told to the inbox."""

    def __init__(self, at: At) -> None:
        self._nats, self._at = Client(), at
        self.inbox = Inbox()
        self._replies: dict[int, str] = {}
        self._asked = 0
        self._next = 1
        self._consumer = ""
        self._here = ""
        self._settling: set[asyncio.Task[None]] = set()

    async def open(self, address: StreamAddress) -> None:
        """Takes over where the last gateway has stopped; raises `LinkDown`."""
        try:
            await self._nats.connect(
                f"nats://{address.host}:{address.port}",
                user=address.username,
                password=address.password,
                allow_reconnect=False,
                connect_timeout=OPEN_S,
                ping_interval=PINGS_S,
                max_outstanding_pings=PINGS,
                closed_cb=self._closed,
                error_cb=_told,
            )
            self._consumer = await succeed(self._nats)
            self._here = self._nats.new_inbox()
            # Past a limit messages would be dropped, and acknowledged with later ones.
            await self._nats.subscribe(
                self._here, cb=self._take, pending_msgs_limit=0, pending_bytes_limit=0
            )
            await self._ask()
        except (NatsError, OSError, TimeoutError) as error:
            await self._nats.close()
            raise LinkDown(str(error) or type(error).__name__) from error

    def acknowledge(self, receipts: Iterable[int]) -> None:
        """The last of them acknowledges all before it."""
        done = [self._replies.pop(receipt) for receipt in receipts]
        if done:
            settling = asyncio.ensure_future(self._settle(done[-1]))
            self._settling.add(settling)
            settling.add_done_callback(self._settling.discard)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Once the broker has it; raises `LinkDown`."""
        try:
            await self._nats.publish(subject, payload)
            await self._nats.flush(round(OPEN_S))
        except NatsError as error:
            raise LinkDown(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        """When everything acknowledged has left."""
        if self._settling:
            await asyncio.wait(self._settling)
        await self._nats.close()

    def abort(self, cause: GatewayError) -> None:
        """As if the connection had broken; what has come can still be taken."""
        self.inbox.end(cause)

    async def _closed(self) -> None:
        self.inbox.end(LinkDown("the broker closed the connection"))

    async def _settle(self, reply: str) -> None:
        try:
            await self._nats.publish(reply, b"")
            await self._ask()
        except NatsError as error:
            self.inbox.end(LinkDown(str(error) or type(error).__name__))

    async def _ask(self) -> None:
        """For as much as there is room for, when that is worth a request."""
        room = WINDOW - self._asked - len(self._replies)
        if room >= WINDOW // 4 and not self.inbox.full:
            self._asked += room
            wanted = {
                "batch": room,
                "max_bytes": REQUEST_BYTES,
                "expires": EXPIRES_S * 1_000_000_000,
            }
            await self._nats.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}",
                json.dumps(wanted).encode(),
                reply=self._here,
            )

    async def _take(self, message: Msg) -> None:
        if not message.reply:
            await self._hear(message)
            return
        self._asked -= 1
        words = message.reply.split(".")
        if int(words[_PLACE]) != self._next:
            self.inbox.end(LinkDown("messages are missing in what it has sent"))
            return
        self._next += 1
        receipt, stored_s = int(words[_SEQUENCE]), int(words[_STORED_NS]) / 1e9
        self._replies[receipt] = message.reply
        topic = message.subject.removeprefix(PREFIX).replace(".", "/")
        self.inbox.put(Frame(topic, message.data, self._at(stored_s), receipt))

    async def _hear(self, message: Msg) -> None:
        """What the broker says of a request: it has expired, or the consumer is no more."""
        said = message.headers or {}
        status, why = said.get("Status", ""), said.get("Description", "")
        self._asked -= int(said.get("Nats-Pending-Messages", 0))
        if status == "409" and "Deleted" in why:
            self.inbox.end(SessionTaken())
        elif status == "408" or "MaxBytes" in why:
            await self._ask()
        else:
            self.inbox.end(LinkDown(f"it answers {status} {why}"))


async def succeed(nats: Client) -> str:
    """The name of a new consumer that begins where the last one has acknowledged.

    What that had been given and not acknowledged comes at once and in its order; the broker
    itself would wait, and hand on newer messages first. The old one goes when the new one is
    there: what nobody waits for is not kept.
    """
    stream = nats.jetstream(timeout=OPEN_S)
    known = await _consumers(stream)
    old = [one for one in known if one.name.startswith(GATEWAY)]
    left = [one for one in known if one.name.startswith(SESSION)]
    name = f"{GATEWAY}-{secrets.token_hex(4)}"
    config = ConsumerConfig(
        name=name,
        durable_name=name,
        filter_subject=SUBJECT,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=max((_floor(one) for one in old), default=0) + 1,
        ack_policy=AckPolicy.ALL,
        ack_wait=NEVER_S,
        max_ack_pending=2 * WINDOW,
    )
    await stream.add_consumer(STREAM, config)
    for one in (*old, *left):
        await stream.delete_consumer(STREAM, one.name)
    return name


async def _consumers(stream: JetStreamContext) -> list[ConsumerInfo]:
    """Page after page: who subscribes with QoS 1, a vehicle perhaps, has one there too."""
    known: list[ConsumerInfo] = []
    while page := await stream.consumers_info(STREAM, len(known)):
        known += page
    return known


def _floor(consumer: ConsumerInfo) -> int:
    floor = consumer.ack_floor
    return floor.stream_seq if floor else 0


async def _told(error: Exception) -> None:
    log.debug("nats", error=str(error))
