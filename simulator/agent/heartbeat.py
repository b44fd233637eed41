"""Beats to the gateway and its answers: a session that only the broker keeps alive is dead."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from simulator.agent.mqtt.errors import SessionStalled
from simulator.agent.rhythm import Rhythm


@dataclass(slots=True)
class Heartbeat:
    """One for all sessions of a boot, as its patience grows from session to session.

    The gateway may simply be down: who came back for it again and again would be no help.
    """

    rhythm: Rhythm
    patience: int = field(init=False)
    _silent: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.patience = self.rhythm.beats_unanswered

    def begin(self) -> None:
        """A new session: its presence is beat 0."""
        self._silent = 1

    def heard(self) -> None:
        """The gateway has answered one of them; how late does not matter."""
        self._silent = 0
        self.patience = self.rhythm.beats_unanswered

    async def run(self, beat_wall_s: float, say: Callable[[int], Awaitable[None]]) -> None:
        """Beat for ever; raises SessionStalled, and whatever `say` raises.

        `say` publishes the presence of a beat and returns at its PUBACK.
        """
        for beat in count(1):
            await asyncio.sleep(beat_wall_s)
            if self._silent >= self.patience:
                self.patience = min(2 * self.patience, self.rhythm.most_beats_unanswered)
                raise SessionStalled(self._silent)
            self._silent += 1
            await say(beat)
