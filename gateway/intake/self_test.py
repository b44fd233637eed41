"""Does this broker give what the intake relies on? Shown by trying it on our own topic."""

import asyncio
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from gateway.domain.errors import BrokerBusy, BrokerUnfit, LinkDown
from gateway.domain.report import Frame
from gateway.intake.address import BrokerAddress
from gateway.intake.connection import MqttConnection, open_connection
from gateway.intake.handing_on import PROBE_PREFIX
from gateway.intake.packets import Version

PROBE_TOPICS = f"{PROBE_PREFIX}+"
READER, WRITER = "vdg-gateway-probe", "vdg-gateway-probe-writer"
DEPTH = 1500
"""More than the thousand that Mosquitto keeps for a session unless it is told otherwise."""
WINDOW = 10
AT_ONCE = 200
PATIENCE_S = 2.0
REDELIVERY_S = 40.0
"""Some send again at once, some when they have waited for the acknowledgement: 30 s in NATS."""
log = structlog.get_logger()

RIGHTS = f"let our account publish and subscribe to {PROBE_TOPICS} with QoS 1"
SESSION = (
    "keep sessions while their client is away: in Mosquitto no persistent_client_expiration; "
    "in EMQX mqtt.session_expiry_interval above your longest outage"
)
LATE = (
    "set hold_back_s (VDG_HOLD_BACK_S) above that, in NATS perhaps a shorter ack_wait: after a "
    "crash reports would be judged behind newer ones"
)
REDELIVERY = "send what was not acknowledged again; this one forgets it with the connection"
QUEUE = (
    "keep all messages for a client that is away: in Mosquitto max_queued_messages 0 and "
    "max_inflight_messages 0; in EMQX mqtt.max_mqueue_len = infinity"
)
RETAINED_TRIES = 4
RETAINED = "keep retained messages: in Mosquitto retain_available true; in EMQX retainer.enable"


@dataclass(frozen=True, slots=True)
class Proof:
    """`advice`: what has to be changed where it does not hold."""

    what: str
    holds: bool
    advice: str


@dataclass(frozen=True, kw_only=True)
class SelfTest:
    """Uses two sessions of its own, and leaves nothing in them.

    Some brokers give all connections of an account one session (Mosquitto with
    `use_username_as_clientid`). Then it is the gateway's: hence it is never wiped, only what
    came on our own topic is acknowledged, the gateway must not be connected meanwhile, and
    while reports wait there nothing is examined at all.

    `hold_back_s`: how long triage waits for what the broker brings again.
    """

    address: BrokerAddress
    now: Callable[[], datetime]
    versions: Sequence[Version] = (Version.V5, Version.V311)
    refuse: bool = True
    hold_back_s: float = math.inf
    topic: str = field(default_factory=lambda: PROBE_TOPICS.replace("+", secrets.token_hex(6)))

    async def __call__(self) -> None:
        """Raises `BrokerUnfit` with all that has to be changed, or only says so."""
        try:
            proofs = await self.examine()
        except BrokerBusy as error:
            log.warning(str(error))
            return
        failed = [proof for proof in proofs if not proof.holds]
        for proof in failed:
            log.error("the broker will lose reports", lacking=proof.what, advice=proof.advice)
        if failed and self.refuse:
            raise BrokerUnfit("; ".join(f"{one.what}: {one.advice}" for one in failed))
        log.info("broker examined", holds=[proof.what for proof in proofs if proof.holds])

    async def examine(self) -> Sequence[Proof]:
        """Raises `LinkDown` when the broker goes away meanwhile, or `BrokerBusy`."""
        if not (await self._may_speak() and await self._may_listen()):
            return [Proof("our own topic", holds=False, advice=RIGHTS)]
        await self._write()
        async with self._session(READER) as reader:
            kept = reader.session_present
            first = await self._next(reader, PATIENCE_S)
        if first is None:
            return [Proof("a session", kept, SESSION), Proof("our own topic", False, RIGHTS)]
        again_s, count = await self._read(first)
        if again_s is not None and again_s > self.hold_back_s:
            log.warning("the broker brings back late", after_s=round(again_s), advice=LATE)
        return [
            Proof("a session", kept, SESSION),
            Proof("redelivery", again_s is not None, REDELIVERY),
            Proof("a queue without end", count == DEPTH, QUEUE),
            Proof("retained messages", await self._retains(), RETAINED),
        ]

    async def _may_speak(self) -> bool:
        """Asked twice: some confirm what they deny, and then hang up."""
        async with self._session(WRITER) as writer:
            try:
                await writer.publish(self.topic, b"")
                await writer.publish(self.topic, b"")
            except LinkDown:
                return False
        return True

    async def _may_listen(self) -> bool:
        async with self._session(READER) as reader:
            granted = await reader.subscribe([self.topic])
            if len(reader.inbox):
                await reader.unsubscribe([self.topic])
                raise BrokerBusy
            return list(granted) == [1]

    async def _write(self) -> None:
        """While nobody reads."""
        async with self._session(WRITER) as writer:
            for start in range(0, DEPTH, AT_ONCE):
                numbers = range(start, min(start + AT_ONCE, DEPTH))
                await asyncio.gather(
                    *(writer.publish(self.topic, number.to_bytes(2)) for number in numbers)
                )

    async def _read(self, first: Frame) -> tuple[float | None, int]:
        """After how long what was left unacknowledged came again, and how many came in all."""
        seen: set[bytes] = set()
        patience_s, again_s, began_s = REDELIVERY_S, None, time.monotonic()
        async with self._session(READER) as reader:
            while len(seen) < DEPTH:
                frame = await self._next(reader, patience_s)
                if frame is None:
                    break
                seen.add(frame.payload)
                reader.acknowledge(reader.inbox.release([frame]))
                if frame.payload == first.payload:
                    patience_s, again_s = PATIENCE_S, time.monotonic() - began_s
            await reader.unsubscribe([self.topic])
        return again_s, len(seen)

    async def _retains(self) -> bool:
        """A broker that does not hangs up on one who asks it to."""
        try:
            return await self._remembers()
        except LinkDown:
            return False

    async def _remembers(self) -> bool:
        """Asked a few times: some say that they have a message a moment before they have."""
        async with self._session(READER) as reader:
            await reader.publish(self.topic, b"retained", retain=True)
            retained = False
            for _ in range(RETAINED_TRIES):
                await reader.subscribe([self.topic])
                frame = await self._next(reader, PATIENCE_S / RETAINED_TRIES)
                if frame is not None:
                    reader.acknowledge(reader.inbox.release([frame]))
                    retained = frame.retained
                await reader.unsubscribe([self.topic])
                if retained:
                    break
            await reader.publish(self.topic, b"", retain=True)
        return retained

    async def _next(self, reader: MqttConnection, patience_s: float) -> Frame | None:
        """The next on our topic. Raises `BrokerBusy` on what is for the gateway."""
        try:
            async with asyncio.timeout(patience_s):
                await reader.inbox.wait()
        except TimeoutError:
            return None
        [frame] = reader.inbox.take(1)
        if frame.topic != self.topic:
            await reader.unsubscribe([self.topic])
            raise BrokerBusy
        return frame

    @asynccontextmanager
    async def _session(self, client_id: str) -> AsyncIterator[MqttConnection]:
        connection = await open_connection(
            self.address, client_id, self.now, versions=self.versions, window=WINDOW
        )
        try:
            yield connection
        finally:
            await connection.close()
