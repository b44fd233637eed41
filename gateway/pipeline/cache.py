"""A cache of the store that forgets what was not used for long when it is full."""

from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Cache(dict[K, V]):
    """Keeps `most` entries, and for certain the half of them that `keep` was given last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, entries: Mapping[K, V]) -> None:
        if 2 * len(self) > self.most:  # before, it is too early to say who goes first
            for key in entries:
                self.pop(key, None)  # an entry that is only overwritten keeps its old place
        self.update(entries)
        if len(self) > self.most:
            for key in [*islice(self, len(self) - self.most)]:
                del self[key]
