"""MQTT: frames in, acknowledged only when they are stored; commands out."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

import aiomqtt
import structlog
from paho.mqtt.reasoncodes import ReasonCode

from gateway.domain.errors import BrokerUnfit, LinkDown, SettingsInvalid
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.intake.inbox import Inbox

KINDS = ("telemetry", "faults", "replies", "presence")
LARGEST_BATCH = 256
LINGER_S = 0.008
RECONNECT_S = (0.2, 5.0)
PUBLISH_TIMEOUT_S = 10.0
SUBACK_FAILURE = 0x80
log = structlog.get_logger()

Take = Callable[[Sequence[Frame]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """Where the broker is, from a URL as mqtt://user:password@host:1883 or mqtts://…"""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool

    def __repr__(self) -> str:
        return f"BrokerAddress({self.host}:{self.port})"

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        parts = urlsplit(url)
        port = _port(url)
        if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname or port is None:
            raise SettingsInvalid("a broker's URL is mqtt://host:1883 or mqtts://host:8883")
        tls = parts.scheme == "mqtts"
        return cls(
            host=parts.hostname,
            port=port or (8883 if tls else 1883),
            username=parts.username and unquote(parts.username),
            password=parts.password and unquote(parts.password),
            tls=tls,
        )


class MqttIntake:
    """A persistent session; also the channel on which commands leave.

    Implements `gateway.pipeline.dispatch.CommandChannel`.
    """

    def __init__(
        self, address: BrokerAddress, client_id: str, now: Callable[[], datetime]
    ) -> None:
        self._address = address
        self._client_id = client_id
        self._now = now
        self._client: aiomqtt.Client | None = None
        self.connected = asyncio.Event()

    async def run(self, take: Take) -> None:
        """Hands on batches of frames until it is cancelled; reconnects by itself.

        `take` returns when the frames are stored for good; only then are they acknowledged.
        """
        pause = RECONNECT_S[0]
        while True:
            try:
                await self._session(take)
            except aiomqtt.MqttError as error:
                log.warning("broker gone", error=str(error), again_in_s=pause)
            finally:
                self._client = None
            if self.connected.is_set():
                self.connected.clear()
                pause = RECONNECT_S[0]
            await asyncio.sleep(pause)
            pause = min(pause * 2, RECONNECT_S[1])

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if self._client is None:
            raise LinkDown
        try:
            await self._client.publish(
                f"v1/{vin.text}/commands", downlink, qos=1, timeout=PUBLISH_TIMEOUT_S
            )
        except aiomqtt.MqttError as error:
            raise LinkDown(str(error)) from error

    async def _session(self, take: Take) -> None:
        # A new client and a new queue for each connection: what was not acknowledged in the
        # old one comes again, and its message ids mean nothing any more.
        inbox = Inbox(self._now)
        client = aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.username,
            password=self._address.password,
            identifier=self._client_id,
            clean_session=False,
            protocol=aiomqtt.ProtocolVersion.V311,
            tls_context=ssl.create_default_context() if self._address.tls else None,
            queue_type=lambda maxsize: inbox,  # type: ignore[arg-type]  # noqa: ARG005
        )
        # aiomqtt 2 has no public deferred acknowledgement; paho beneath it has.
        client._client.manual_ack_set(True)  # noqa: SLF001
        async with client:
            _check(await client.subscribe([(f"v1/+/{kind}", 1) for kind in KINDS]))
            self._client = client
            self.connected.set()
            log.info("broker connected", broker=repr(self._address))
            while True:
                batch = await self._gather(client, inbox)
                await take([inbox.frame(message) for message in batch])
                inbox.release(batch)
                for message in batch:
                    if message.qos:
                        client._client.ack(message.mid, message.qos)  # noqa: SLF001

    async def _gather(self, client: aiomqtt.Client, inbox: Inbox) -> list[aiomqtt.Message]:
        """What has come within some milliseconds of the first."""
        batch = [await anext(client.messages)]
        await asyncio.sleep(LINGER_S)
        while len(batch) < LARGEST_BATCH and not inbox.empty():
            batch.append(inbox.get_nowait())
        return batch


def _port(url: str) -> int | None:
    """0 when the URL names none, None when what it names is no port."""
    try:
        return urlsplit(url).port or 0
    except ValueError:
        return None


def _check(granted: Sequence[int | ReasonCode]) -> None:
    """Every subscription was granted, or `BrokerUnfit`: 0x80 in a SUBACK means refused."""
    codes = [code if isinstance(code, int) else code.value for code in granted]
    refused = [kind for kind, code in zip(KINDS, codes, strict=True) if code >= SUBACK_FAILURE]
    if refused:
        raise BrokerUnfit(
            f"it lets us not subscribe to {', '.join(refused)}; check our account"
        )
