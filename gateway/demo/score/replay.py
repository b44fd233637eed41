"""A recording through the gateway: what it concluded, and what was true."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from gateway.demo.score.stand_in import StandIn
from gateway.demo.score.tape import Entry, TapeEntry, TapeUnreadable
from gateway.demo.score.truth import Truth, truth_of
from gateway.domain.report import Frame
from gateway.pipeline.holdback import HOLD_BACK
from gateway.store.conclusions import Conclusions
from gateway.triage.rulebook import Rulebook

STEP = timedelta(seconds=1)
"""Of the world: what arrives within it is one batch, which is taken at its end."""


async def replay(rulebook: Rulebook, entries: Iterable[TapeEntry]) -> tuple[Truth, Conclusions]:
    """Raises `TapeUnreadable`, `TruthUnreadable`."""
    player: _Player | None = None
    for entry in entries:
        player = player or _Player(rulebook, entry.at)
        await player.pass_to(entry.at)
        match entry.kind:
            case Entry.FRAME:
                player.frames.append(Frame.of(entry.topic, entry.payload, entry.at))
            case Entry.HOUR:
                pass
            case Entry.TRUTH:
                await player.pass_to(entry.at + 2 * HOLD_BACK)
                truth = truth_of(json.loads(entry.payload))
                return truth, _conclusions(truth, player.gateway)
    raise TapeUnreadable("it ends without the truth")


class _Player:
    """`frames`: those that have arrived and were not taken yet."""

    def __init__(self, rulebook: Rulebook, at: datetime) -> None:
        self.gateway = StandIn(rulebook, at)
        self.frames: list[Frame] = []

    async def pass_to(self, at: datetime) -> None:
        """Step by step, while a whole step has passed."""
        while (end := self.gateway.now() + STEP) <= at:
            frames, self.frames = self.frames, []
            await self.gateway.live(end, frames)


def _conclusions(truth: Truth, gateway: StandIn) -> Conclusions:
    return Conclusions(
        vehicles=truth.vehicles,
        heard=truth.span,
        cases=gateway.cases(),
        tried=(),
        booked=(),
        seen=gateway.seen,
    )
