"""Medians of many short columns of samples at once."""

import numpy as np
import numpy.typing as npt

Columns = npt.NDArray[np.float32]
"""[samples, pairs]"""
Counts = npt.NDArray[np.intp]
"""How many samples of each pair count, the first ones; at least one."""


def medians(values: Columns, counts: Counts) -> npt.NDArray[np.float64]:
    """By pair."""
    ranked, every = in_order(values, counts), np.arange(len(counts))
    lower = ranked[(counts - 1) // 2, every].astype(np.float64)
    return np.asarray((lower + ranked[counts // 2, every]) / 2)


def in_order(values: Columns, counts: Counts) -> Columns:
    """Each column by itself, the lowest first, then infinity for what does not count.

    `values` may be changed.
    """
    values[np.arange(len(values))[:, None] >= counts] = np.inf
    return np.sort(values.T, axis=1).T
