"""What happens in the simulated world while it runs: one JSON object a line, in world time."""

import json
from typing import Any, Final, Protocol, TextIO

from simulator.world_clock import WorldClock


class Transcript(Protocol):
    """`tell` an event of a car that happens now, or happened at world time `at_s`."""

    @property
    def is_kept(self) -> bool:
        """Whether anybody listens: what is costly to find out need not be, otherwise."""

    def tell(
        self, event: str, vin: str, *, at_s: float | None = None, **facts: Any
    ) -> None: ...


class KeptTranscript:
    """Written to a file as it happens. `world` is unix seconds of the simulated world."""

    is_kept = True

    def __init__(self, file: TextIO, clock: WorldClock) -> None:
        self._file = file
        self._clock = clock

    def tell(self, event: str, vin: str, *, at_s: float | None = None, **facts: Any) -> None:
        moment = self._clock.now() if at_s is None else at_s
        line = {"world": round(moment, 3), "vin": vin, "event": event, **facts}
        self._file.write(json.dumps(line) + "\n")


class NoTranscript:
    """Nobody asked for one."""

    is_kept = False

    def tell(self, event: str, vin: str, *, at_s: float | None = None, **facts: Any) -> None:
        """Nothing."""


NO_TRANSCRIPT: Final[Transcript] = NoTranscript()
