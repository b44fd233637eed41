"""Medians of many short columns of samples at once."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

Columns = npt.NDArray[np.float32]
"""[..., samples, vehicles]"""
Counts = npt.NDArray[np.intp]
"""How many samples of each vehicle count, the first ones; at least one."""

_SHORT = 32
"""Samples; more of them are sorted column by column."""


def medians(values: Columns, counts: Counts) -> npt.NDArray[np.float64]:
    """[..., vehicles]"""
    ranked, every = in_order(values, counts), np.arange(len(counts))
    lower = ranked[..., (counts - 1) // 2, every].astype(np.float64)
    return np.asarray((lower + ranked[..., counts // 2, every]) / 2)


def in_order(values: Columns, counts: Counts) -> Columns:
    """Each column by itself, the lowest first, then infinity for what does not count.

    `values` may be changed.
    """
    samples = values.shape[-2]
    values[..., np.arange(samples)[:, None] >= counts] = np.inf
    if samples > _SHORT:
        return np.sort(values, axis=-2)
    by_sample = np.moveaxis(values, -2, 0)
    lower = np.empty_like(by_sample[:1])[0]
    for one, other in _swaps(samples):
        np.minimum(by_sample[one], by_sample[other], out=lower)
        np.maximum(by_sample[one], by_sample[other], out=by_sample[other])
        by_sample[one] = lower
    return values


@cache
def _swaps(size: int) -> tuple[tuple[int, int], ...]:
    """Which two are compared, one after the other, whatever they are.

    Batcher's merge exchange, algorithm M of Knuth's The Art of Computer Programming, 5.2.2.
    """
    return tuple(_merge_exchange(size))


def _merge_exchange(size: int) -> Iterator[tuple[int, int]]:
    largest = 1 << max(size - 1, 1).bit_length() - 1
    p = largest
    while p:
        q, r, d = largest, 0, p
        while True:
            yield from ((n, n + d) for n in range(size - d) if n & p == r)
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2
