"""Beats to the gateway and its answers: a session that only the broker keeps alive is dead."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simulator.agent.mqtt.errors import SessionStalled
from simulator.agent.rhythm import Rhythm

NOT_YET = -1


@dataclass(slots=True)
class Heartbeat:
    """One for all sessions of a boot, as its patience grows from session to session.

    The gateway may simply be down: who came back for it again and again would be no help.
    """

    rhythm: Rhythm
    patience: int = field(init=False)
    _sent: int = field(default=0, init=False)
    _answered: int = field(default=NOT_YET, init=False)

    def __post_init__(self) -> None:
        self.patience = self.rhythm.beats_unanswered

    def begin(self) -> None:
        """A new session: its presence is beat 0."""
        self._sent, self._answered = 0, NOT_YET

    def heard(self, beat: int) -> None:
        """The gateway has answered."""
        self._answered = max(self._answered, beat)
        self.patience = self.rhythm.beats_unanswered

    async def run(self, beat_wall_s: float, say: Callable[[int], Awaitable[None]]) -> None:
        """Beat for ever; raises SessionStalled, and whatever `say` raises.

        `say` publishes the presence of a beat and returns at its PUBACK.
        """
        while True:
            await asyncio.sleep(beat_wall_s)
            if self._sent - self._answered >= self.patience:
                unanswered = self._sent - self._answered
                self.patience = min(2 * self.patience, self.rhythm.most_beats_unanswered)
                raise SessionStalled(unanswered)
            self._sent += 1
            await say(self._sent)
