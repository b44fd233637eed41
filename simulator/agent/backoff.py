"""How long to wait before connecting again: exponential, capped, with full jitter."""

import random
from dataclasses import dataclass

FIRST_S = 1.0
LONGEST_S = 60.0


@dataclass(slots=True)
class Backoff:
    """Full jitter keeps thousands of cars from coming back together after an outage."""

    rng: random.Random
    failures: int = 0

    def succeeded(self) -> None:
        self.failures = 0

    def next_delay_s(self) -> float:
        """World seconds to wait after one more failure, from 0 to 60."""
        ceiling = min(LONGEST_S, FIRST_S * 2 ** min(self.failures, 10))
        self.failures += 1
        return self.rng.uniform(0, ceiling)
