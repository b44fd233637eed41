"""A cache of the store that forgets the longest unused when it is full."""

from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Cache(dict[K, V]):
    """Keeps `most` entries; those that `keep` was given last are the last to go."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, entries: Mapping[K, V]) -> None:
        for key in entries:
            self.pop(key, None)  # an entry that is only overwritten keeps its old place
        self.update(entries)
        for key in [*islice(self, max(0, len(self) - self.most))]:
            del self[key]
