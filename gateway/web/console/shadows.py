"""Rules in the shadow: what each would have done beside the rules that act."""

from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from gateway.pipeline.ports import ConsoleReader
from gateway.web.console.addresses import not_found
from gateway.web.rendering import Renderer

SPANS: Final = {
    "": None,
    "30d": timedelta(days=30),
    "7d": timedelta(days=7),
    "1d": timedelta(days=1),
}
SPAN_WORDS: Final = {
    "": "Since it is in the shadow",
    "30d": "30 days",
    "7d": "7 days",
    "1d": "A day",
}
_LISTED: Final = 100


class ShadowPages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/shadow-rules", self.show),
            web.get("/shadow-rules/{rule}", self.show_one),
        ]

    async def show(self, request: web.Request) -> web.Response:
        asked = _span_of(request)
        tallies = await self._reader.shadows(self._since(asked))
        return self._renderer.page(
            request, "shadow_rules.html", tallies=tallies, spans=SPAN_WORDS, asked=asked
        )

    async def show_one(self, request: web.Request) -> web.Response:
        """Raises 404 for a rule that is not in the shadow."""
        asked = _span_of(request)
        story = await self._reader.shadow(request.match_info["rule"], self._since(asked))
        if story is None:
            raise not_found("No rule of this name is in the shadow")
        return self._renderer.page(
            request,
            "shadow_rule.html",
            tally=story.tally,
            findings=story.findings[:_LISTED],
            missed=story.missed[:_LISTED],
            spans=SPAN_WORDS,
            asked=asked,
        )

    def _since(self, asked: str) -> datetime | None:
        span = SPANS[asked]
        return None if span is None else self._renderer.now() - span


def _span_of(request: web.Request) -> str:
    """A word that nobody knows asks for nothing."""
    asked = request.query.get("span", "")
    return asked if asked in SPANS else ""
