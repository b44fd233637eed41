"""Fewer points for a chart, without losing a spike or a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_KEPT = 3  # of each stretch: its lowest, its highest and a gap


@dataclass(frozen=True, slots=True)
class Thinned:
    """`step`: seconds up to which two neighbours may lie apart by thinning alone."""

    times: list[float]
    values: list[float | None]
    step: float


def thin(times: Sequence[float], values: Sequence[float | None], most: int) -> Thinned:
    """At most about `most` points, from stretches of equal time; times ascend before and after.

    Two samples of neighbouring stretches are at most two stretches apart: what is further
    apart has an empty stretch in between, and is time without a sample.
    """
    if len(times) <= most:
        return Thinned(list(times), list(values), 0.0)
    length = (times[-1] - times[0]) * _KEPT / most
    stretches = groupby(range(len(times)), key=lambda n: int((times[n] - times[0]) / length))
    kept = [n for _, stretch in stretches for n in _telling(values, list(stretch))]
    return Thinned([times[n] for n in kept], [values[n] for n in kept], 2 * length)


def _telling(values: Sequence[float | None], stretch: Sequence[int]) -> list[int]:
    measured = [(value, n) for n in stretch if (value := values[n]) is not None]
    telling = {n for n in stretch if values[n] is None}
    telling = {min(telling)} if telling else set()
    if measured:
        telling |= {min(measured)[1], max(measured)[1]}
    return sorted(telling)
