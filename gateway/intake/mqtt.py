"""Any MQTT broker: frames in, acknowledged only when they are stored; commands out."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import structlog

from gateway.domain.errors import BrokerRefused, BrokerUnfit, GatewayError, LinkDown
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.intake.address import BrokerAddress
from gateway.intake.comeback import Comeback
from gateway.intake.connection import MqttConnection, open_connection
from gateway.intake.packets import FAILURE, Version
from gateway.pipeline.ports import Take

KINDS = ("telemetry", "faults", "replies", "presence")
FILTERS = tuple(f"v1/+/{kind}" for kind in KINDS)
PROBE_PREFIX = "vdg/probe/"
"""Of what a self-test may have left in our session; see `self_test`."""
LARGEST_BATCH = 256
BUSY_BATCH, LINGER_S = 16, 0.004
"""A commit costs about the same for one frame and for many: under load, wait for some more."""
GRACE_S = 5.0
"""For the batch at hand, when we are told to end."""
NO_SESSION = "the broker kept no session: of what came meanwhile, only vehicles have a copy"
log = structlog.get_logger()


@dataclass(slots=True)
class SourceFigures:
    """Since the start. `sessions_lost`: the broker had forgotten us when we came back."""

    connections: int = 0
    sessions_lost: int = 0
    setbacks: int = 0


class MqttSource:
    """One persistent session, in MQTT 5 where the broker speaks it, else 3.1.1.

    Implements `gateway.pipeline.ports.FrameSource` and `…dispatch.CommandChannel`.
    """

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        now: Callable[[], datetime],
        *,
        versions: Sequence[Version] = (Version.V5, Version.V311),
        keepalive_s: int = 15,
        prove: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`prove` is awaited before the first session: whether this broker will do at all."""
        self._address, self._client_id, self._now = address, client_id, now
        self._prove = prove
        self._versions, self._keepalive_s = tuple(versions), keepalive_s
        self._connection: MqttConnection | None = None
        self._since: float | None = None
        self._granted = False
        self.connected = asyncio.Event()
        self.figures = SourceFigures()

    async def run(self, take: Take) -> NoReturn:
        """See the port. Raises `BrokerUnfit` or `BrokerRefused` when the start is denied.

        What has come over a connection that broke is taken all the same: it will come again,
        perhaps behind newer messages, and is known then.
        """
        comeback = Comeback()
        while True:
            self._since = None
            try:
                await self._session(take)
            except (LinkDown, BrokerUnfit) as error:
                denied = isinstance(error, BrokerRefused | BrokerUnfit)
                if denied and not self._granted:
                    raise
                pause_s = self._set_back(error, comeback)
            await asyncio.sleep(pause_s)

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if self._connection is None:
            raise LinkDown
        await self._connection.publish(f"v1/{vin.text}/commands", downlink)

    async def _session(self, take: Take) -> NoReturn:
        if self._prove is not None:
            await self._prove()
            self._prove = None
        connection = await open_connection(
            self._address,
            self._client_id,
            self._now,
            versions=self._versions,
            keepalive_s=self._keepalive_s,
        )
        self._versions = (connection.version,)
        subscribing = asyncio.create_task(self._subscribe(connection))
        try:
            await _hand_on(connection, take)
        finally:
            subscribing.cancel()
            self._connection = None
            self.connected.clear()
            await connection.close()

    async def _subscribe(self, connection: MqttConnection) -> None:
        """Where a session was kept, its frames come before the answer, and it works already."""
        if connection.session_present:
            self._begin(connection)
        try:
            check_granted(await connection.subscribe(FILTERS))
        except GatewayError as error:
            connection.abort(error)
            return
        self._granted = True
        if not connection.session_present:
            self._begin(connection)

    def _begin(self, connection: MqttConnection) -> None:
        self.figures.connections += 1
        if not connection.session_present:
            self.figures.sessions_lost += self.figures.connections > 1
            log.warning(NO_SESSION)
        log.info(
            "broker connected", broker=repr(self._address), version=connection.version.name
        )
        self._since = asyncio.get_running_loop().time()
        self._connection = connection
        self.connected.set()

    def _set_back(self, error: GatewayError, comeback: Comeback) -> float:
        """Seconds to wait before the next attempt."""
        self.figures.setbacks += 1
        lived_s = (
            None if self._since is None else asyncio.get_running_loop().time() - self._since
        )
        setback = comeback.after(error, lived_s)
        if setback.advice:
            log.error(setback.advice, error=str(error), again_in_s=setback.pause_s)
        else:
            log.warning("broker gone", error=str(error), again_in_s=setback.pause_s)
        return setback.pause_s


def check_granted(granted: Sequence[int]) -> None:
    """Every subscription was granted, or `BrokerUnfit`."""
    if len(granted) != len(KINDS):
        raise BrokerUnfit(f"it answers {len(granted)} of {len(KINDS)} subscriptions")
    refused = [kind for kind, code in zip(KINDS, granted, strict=True) if code >= FAILURE]
    if refused:
        raise BrokerUnfit(
            f"it lets us not subscribe to {', '.join(refused)}; check our account"
        )
    lower = [kind for kind, code in zip(KINDS, granted, strict=True) if code < 1]
    if lower:
        raise BrokerUnfit(
            f"it grants only QoS 0 for {', '.join(lower)}; allow QoS 1, or nothing is "
            "acknowledged and what comes while we are away is lost"
        )


async def _hand_on(connection: MqttConnection, take: Take) -> NoReturn:
    busy = False
    while True:
        await connection.inbox.wait()
        if busy and len(connection.inbox) < LARGEST_BATCH:
            await asyncio.sleep(LINGER_S)
        frames = connection.inbox.take(LARGEST_BATCH)
        busy = len(frames) >= BUSY_BATCH
        await _stored(connection, take, frames)


async def _stored(connection: MqttConnection, take: Take, frames: Sequence[Frame]) -> None:
    """Acknowledged too, also when we are told to end meanwhile; but not waited for for ever."""
    ours = [frame for frame in frames if not frame.topic.startswith(PROBE_PREFIX)]
    storing = asyncio.ensure_future(take(ours))
    try:
        await asyncio.shield(storing)
    except asyncio.CancelledError:
        await asyncio.wait([storing], timeout=GRACE_S)
        if storing.cancel():
            await asyncio.wait([storing])
        else:
            storing.result()
            connection.acknowledge(connection.inbox.release(frames))
        raise
    connection.acknowledge(connection.inbox.release(frames))
