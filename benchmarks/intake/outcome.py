"""Everything that one run of the benchmark has found, and its last line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from benchmarks.intake.latency import Latency
from benchmarks.intake.trial import Result, Safety

SLOW: Final = 500.0
FAST: Final = 5000.0
"""Rates at which the latency is told, messages a second."""

LIMITS: Final = 2


@dataclass(slots=True)
class Outcome:
    """`limits`: messages a second, by what sets them; `absent`: why somebody has no figures.

    What could not be measured is not there.
    """

    ours: Result | None = None
    ours_one_row: Result | None = None
    naive: Result | None = None
    node_red: Result | None = None
    mq_bridge: Result | None = None
    limits: dict[str, float] = field(default_factory=dict)
    latencies: dict[float, Latency] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    @property
    def results(self) -> list[Result]:
        everybody = (
            self.ours,
            self.naive,
            self.node_red,
            self.ours_one_row,
            self.mq_bridge,
        )
        return [one for one in everybody if one is not None]

    @property
    def limit(self) -> float | None:
        """The slower one; None unless both are known."""
        return min(self.limits.values()) if len(self.limits) == LIMITS else None

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self._own_safety())

    @property
    def doubled(self) -> int:
        return sum(one.doubled for one in self._own_safety())

    def last_line(self) -> str:
        ours, slow, fast = self.ours, self.latencies.get(SLOW), self.latencies.get(FAST)
        return json.dumps(
            {
                "messages_per_s": ours and round(ours.messages_per_s),
                "samples_per_s": ours and round(ours.samples_per_s),
                "limit_ratio": _ratio(ours.messages_per_s if ours else None, self.limit),
                "naive_ratio": ratio(ours, self.naive),
                "node_red_ratio": ratio(ours, self.node_red),
                "mq_bridge_ratio": ratio(self.ours_one_row, self.mq_bridge),
                "p50_ms_at_500": slow and round(slow.p50_ms, 1),
                "p99_ms_at_5000": fast and round(fast.p99_ms, 1),
                "cpu_us_per_message": ours and round(ours.cpu_us, 1),
                "bytes_per_sample": ours and round(ours.bytes_per_sample, 2),
                "lost": self.lost,
                "doubled": self.doubled,
            }
        )

    def _own_safety(self) -> Iterable[Safety | Latency]:
        own = [one.safety for one in (self.ours, self.ours_one_row) if one is not None]
        return [*own, *self.latencies.values()]


def ratio(ours: Result | None, theirs: Result | None) -> float | None:
    """Ours over theirs, in samples a second."""
    if ours is None or theirs is None:
        return None
    return _ratio(ours.samples_per_s, theirs.samples_per_s)


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return round(ours / theirs, 2) if ours is not None and theirs else None
