"""Statistics as plainly as they can be said, sample by sample."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean, median
from typing import Any

from gateway.triage.measure import Fall, Mean, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.statistic import Aggregate
from gateway.triage.units import in_ms


def ages(aggregate: Aggregate[Any]) -> tuple[int, int, int, int]:
    """How old a sample is when it comes, is a third older, two thirds older, and goes."""
    span = in_ms(aggregate.over)
    return 0, span - 2 * span // 3, span - span // 3, span


def plain_result(
    aggregate: Aggregate[Any], samples: Mapping[int, float], at_ms: int
) -> float | None:
    """`samples`: by event time."""
    new, last, middle, old = ages(aggregate)
    own = sorted((at, value) for at, value in samples.items() if new <= at_ms - at < old)
    thirds = {0 if at_ms - at < last else 1 if at_ms - at < middle else 2 for at, _ in own}
    if len(own) < aggregate.enough or len(thirds) < 3:
        return None
    if isinstance(aggregate.measure, Slope):
        begin = [(at, value) for at, value in own if at_ms - at >= middle]
        end = [(at, value) for at, value in own if at_ms - at < last]
        times = [median(at for at, _ in part) for part in (begin, end)]
        medians = [median(value for _, value in part) for part in (begin, end)]
        return (medians[1] - medians[0]) / ((times[1] - times[0]) / 60_000)
    return _made_of([value for _, value in own], aggregate.measure)


def _made_of(values: Sequence[float], measure: Measure) -> float:
    steps = [later - earlier for earlier, later in combinations(values, 2)]
    match measure:
        case Percentile(percent):
            ranks = range(1, len(values) + 1)
            rank = min(rank for rank in ranks if rank * 100 >= percent * len(values))
            return sorted(values)[rank - 1]
        case Mean():
            return fmean(values)
        case Spread():
            return max(map(abs, steps))
        case Rise():
            return max(0.0, *steps)
        case Fall():
            return max(0.0, *(-step for step in steps))
    raise TypeError(measure)
