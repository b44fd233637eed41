"""How long a message takes from its PUBLISH to the commit of its rows, at a given rate.

An open loop: a message is published when it is due, whatever became of those before it, and
its time counts from when it was due. PostgreSQL notes a commit's time before it flushes its
log, so each message is charged with the flush of a commit of ours of the same moment besides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.intake.contender import ReportKey, Stage
from benchmarks.intake.database import Flush, flushes
from benchmarks.intake.load import Pace
from benchmarks.intake.ours import Ours, commits
from benchmarks.intake.trial import Trial
from gateway.domain.errors import PartFailed

ROWS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float
    lost: int
    doubled: int


async def latency(stage: Stage, rate: float, seconds: float) -> Latency:
    """Raises PartFailed when a message has not arrived at all."""
    ours, cars = Ours(ROWS), len(stage.fleet.cars)
    pace = Pace(rows=ROWS, interval_s=cars / rate, lag_s=0.0)
    async with ours.running(stage) as child:
        trial = Trial(ours, stage, child, pace)
        await trial.warm_up()
        first = trial.sender.sent
        async with flushes(stage.database) as seen:
            timed = await trial.timed(int(rate * seconds), rate)
        committed = await commits(stage.database)
        safety = await trial.safety()
    due_s = timed.began_s + np.arange(timed.messages) / rate
    keys = [stage.fleet.place(first + number) for number in range(timed.messages)]
    took_ms = waited_s(due_s, keys, committed, seen) * 1000
    p50_ms, p99_ms = np.percentile(took_ms, [50, 99])
    return Latency(
        rate=rate,
        p50_ms=float(p50_ms),
        p99_ms=float(p99_ms),
        lost=safety.lost,
        doubled=safety.doubled,
    )


def waited_s(
    due_s: NDArray[np.float64],
    keys: Sequence[ReportKey],
    committed: Mapping[ReportKey, float],
    seen: Sequence[Flush],
) -> NDArray[np.float64]:
    missing = [key for key in keys if key not in committed]
    if missing or not seen:
        raise PartFailed(f"{len(missing)} messages have no commit, {len(seen)} flushes seen")
    committed_s = np.array([committed[key] for key in keys])
    began_s = np.array([one.at_s for one in seen])
    took_s = np.array([one.took_s for one in seen])
    nearest = np.clip(np.searchsorted(began_s, committed_s), 0, len(seen) - 1)
    waited_s: NDArray[np.float64] = committed_s - due_s + took_s[nearest]
    return waited_s
