"""What the C library keeps of memory that was freed: one heap for all threads, given back."""

import ctypes
from datetime import datetime

import structlog

M_ARENA_MAX = -8
"""malloc.h of glibc."""

log = structlog.get_logger()


def keep_one_heap() -> None:
    """To be called before any thread is begun; another C library is left as it is.

    A thread with a heap of its own keeps there what it needed at most, for ever.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt") and not libc.mallopt(M_ARENA_MAX, 1):
        log.warning("malloc does not keep one heap")


class Heap:
    """Gives back to the system what a peak has left; some 10 ms for 100 MB."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None)

    async def look(self, _now: datetime, /) -> bool:
        """Whether there was anything to give back."""
        return hasattr(self._libc, "malloc_trim") and bool(self._libc.malloc_trim(0))
