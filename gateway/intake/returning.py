"""A source that comes back to its broker by itself."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NoReturn

import structlog

from gateway.domain.errors import BrokerRefused, BrokerUnfit, GatewayError, LinkDown
from gateway.intake.comeback import Comeback
from gateway.pipeline.ports import Take

log = structlog.get_logger()


@dataclass(slots=True)
class SourceFigures:
    """Since the start. `sessions_lost`: the broker had forgotten us when we came back."""

    connections: int = 0
    sessions_lost: int = 0
    setbacks: int = 0


class ReturningSource(ABC):
    """Implements `run` of `gateway.pipeline.ports.FrameSource`, session after session."""

    def __init__(self) -> None:
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

    @property
    @abstractmethod
    def oldest_us(self) -> int | None:
        """When the oldest came of what is not stored yet; None when all is, or we are away."""

    @abstractmethod
    async def _session(self, take: Take) -> NoReturn:
        """One connection: `_begun` when everything is granted; raises what ended it."""

    def _begun(self, broker: str, **how: str) -> None:
        self.figures.connections += 1
        log.info("broker connected", broker=broker, **how)
        self._since = asyncio.get_running_loop().time()
        self.connected.set()

    def _set_back(self, error: GatewayError, comeback: Comeback) -> float:
        """Seconds to wait before the next attempt."""
        self.figures.setbacks += 1
        now_s = asyncio.get_running_loop().time()
        setback = comeback.after(error, None if self._since is None else now_s - self._since)
        if setback.advice:
            log.error(setback.advice, error=str(error), again_in_s=setback.pause_s)
        else:
            log.warning("broker gone", error=str(error), again_in_s=setback.pause_s)
        return setback.pause_s
