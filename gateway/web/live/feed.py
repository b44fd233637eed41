"""What has changed since a page was last told, bounded in memory."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol, runtime_checkable

from gateway.domain.report import Placed, Telemetry
from gateway.pipeline.changes import Change, Facet

_MOST_REPORTS = 500


class Feed:
    """Collects the changes that matter to one page.

    When the browser is slower than the vehicle, telemetry is forgotten rather than piled up,
    and `overrun` says that the page must be given everything anew; so it must when something
    came late.
    """

    def __init__(self, wakes: frozenset[Facet]) -> None:
        self._wakes = wakes
        self._news = asyncio.Event()
        self._telemetry: list[Placed[Telemetry]] = []
        self.overrun = False
        self.ended = False

    def take(self, change: Change) -> None:
        if change.facet not in self._wakes:
            return
        self._telemetry.extend(change.telemetry)
        if change.anew or len(self._telemetry) > _MOST_REPORTS:
            self._telemetry.clear()
            self.overrun = True
        self._news.set()

    async def news(self, within_s: float) -> bool:
        """Waits for a change; False when none came in this many seconds of the wall's clock."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def end(self) -> None:
        """Nobody listens any more: wakes who waits for news."""
        self.ended = True
        self._news.set()

    def telemetry(self) -> list[Placed[Telemetry]]:
        """The reports since the last call."""
        taken, self._telemetry = self._telemetry, []
        return taken


@runtime_checkable
class Closable(Protocol):
    async def aclose(self) -> None: ...


async def fill(feed: Feed, changes: AsyncIterator[Change]) -> None:
    """Until it is cancelled; then the changes are closed."""
    try:
        async for change in changes:
            feed.take(change)
    finally:
        if isinstance(changes, Closable):
            await changes.aclose()
