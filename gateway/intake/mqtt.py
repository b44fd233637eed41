"""Any MQTT broker: frames in, acknowledged only when they are stored; commands out."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NoReturn

import structlog

from gateway.domain.errors import BrokerUnfit, GatewayError, LinkDown
from gateway.domain.topic import DOWN, UP
from gateway.domain.vin import Vin
from gateway.intake.address import BrokerAddress
from gateway.intake.connection import MqttConnection, open_connection
from gateway.intake.handing_on import hand_on
from gateway.intake.packets import FAILURE, Version
from gateway.intake.returning import ReturningSource
from gateway.pipeline.ports import Take

FILTERS = tuple(f"v1/+/{kind}" for kind in UP)
NO_SESSION = "the broker kept no session: of what came meanwhile, only vehicles have a copy"
log = structlog.get_logger()


class MqttSource(ReturningSource):
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
        super().__init__()
        self._address, self._client_id, self._now = address, client_id, now
        self._prove = prove
        self._versions, self._keepalive_s = tuple(versions), keepalive_s
        self._connection: MqttConnection | None = None

    @property
    def oldest_us(self) -> int | None:
        return None if self._connection is None else self._connection.inbox.oldest_us

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if self._connection is None:
            raise LinkDown
        await self._connection.publish(f"v1/{vin.text}/{DOWN}", downlink)

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
            await hand_on(connection, take)
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
        if not connection.session_present:
            self.figures.sessions_lost += self.figures.connections > 0
            log.warning(NO_SESSION)
        self._connection = connection
        self._begun(repr(self._address), version=connection.version.name)


def check_granted(granted: Sequence[int]) -> None:
    """Every subscription was granted, or `BrokerUnfit`."""
    if len(granted) != len(UP):
        raise BrokerUnfit(f"it answers {len(granted)} of {len(UP)} subscriptions")
    refused = [kind for kind, code in zip(UP, granted, strict=True) if code >= FAILURE]
    if refused:
        raise BrokerUnfit(
            f"it lets us not subscribe to {', '.join(refused)}; check our account"
        )
    lower = [kind for kind, code in zip(UP, granted, strict=True) if code < 1]
    if lower:
        raise BrokerUnfit(
            f"it grants only QoS 0 for {', '.join(lower)}; allow QoS 1, or nothing is "
            "acknowledged and what comes while we are away is lost"
        )
