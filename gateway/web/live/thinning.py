"""Fewer points for a chart, without losing a spike or a gap."""

from collections.abc import Sequence


def thin(
    times: Sequence[float], values: Sequence[float | None], most: int
) -> tuple[list[float], list[float | None]]:
    """At most about `most` points: each stretch keeps its lowest, its highest and a gap.

    Times ascend before and after.
    """
    if len(times) <= most:
        return list(times), list(values)
    size = -(-len(times) * 3 // most)
    kept: list[int] = []
    for start in range(0, len(times), size):
        kept.extend(_telling(values, range(start, min(start + size, len(times)))))
    return [times[n] for n in kept], [values[n] for n in kept]


def _telling(values: Sequence[float | None], stretch: range) -> list[int]:
    measured = [(value, n) for n in stretch if (value := values[n]) is not None]
    telling = (
        {next(n for n in stretch if values[n] is None)} if _gappy(measured, stretch) else set()
    )
    if measured:
        telling |= {min(measured)[1], max(measured)[1]}
    return sorted(telling)


def _gappy(measured: Sequence[tuple[float, int]], stretch: range) -> bool:
    return len(measured) < len(stretch)
