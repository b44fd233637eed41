"""The embedded broker: frames out of its own stream, in its order; commands out."""

from typing import NoReturn

from gateway.domain.errors import LinkDown
from gateway.domain.topic import DOWN
from gateway.domain.vin import Vin
from gateway.intake.address import StreamAddress
from gateway.intake.handing_on import hand_on
from gateway.intake.returning import ReturningSource
from gateway.intake.stream import Shown, StreamConnection
from gateway.pipeline.ports import Take


class JetStreamSource(ReturningSource):
    """A durable consumer, pulled: we ask for what we have room for, and nothing comes twice.

    Implements `gateway.pipeline.ports.FrameSource` and `…dispatch.CommandChannel`.
    """

    def __init__(self, address: StreamAddress, shown: Shown) -> None:
        super().__init__()
        self._address, self._shown = address, shown
        self._connection: StreamConnection | None = None

    @property
    def oldest_us(self) -> int | None:
        return None if self._connection is None else self._connection.inbox.oldest_us

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if self._connection is None:
            raise LinkDown
        await self._connection.publish(f"v1.{vin.text}.{DOWN}", downlink)

    async def _session(self, take: Take) -> NoReturn:
        connection = StreamConnection(self._shown)
        await connection.open(self._address)
        self._connection = connection
        self._granted = True
        self._begun(repr(self._address))
        try:
            await hand_on(connection, take)
        finally:
            self._connection = None
            self.connected.clear()
            await connection.close()
