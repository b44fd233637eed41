"""A batch in waves: what concerns one thing twice is written one after the other."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")


def waves(changes: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Each key at most once in each, in their order; mostly there is one wave."""
    found: list[list[T]] = []
    seen: Counter[Hashable] = Counter()
    for change in changes:
        name = key(change)
        if seen[name] == len(found):
            found.append([])
        found[seen[name]].append(change)
        seen[name] += 1
    return found
