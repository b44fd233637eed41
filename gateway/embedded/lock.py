"""File locks: one owner of a data folder, and the mark by which a living child is known."""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from gateway.domain.errors import DataFolderInUse

_OWNER = "owner.lock"
_MARK = "child.lock"
_POLL_S = 0.02
_GRACE_S = 20.0


@contextlib.asynccontextmanager
async def owned(folder: Path) -> AsyncIterator[None]:
    """Be this folder's only owner meanwhile, once a killed owner's child has gone.

    Raises `DataFolderInUse` naming the process that owns it already.
    """
    lock = _take(folder / _OWNER)
    if lock is None:
        holder = (folder / _OWNER).read_text().strip() or "unknown"
        raise DataFolderInUse(f"{folder} is used by process {holder}")
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        async with vacated(folder):
            pass
        yield
    finally:
        os.close(lock)


@contextlib.asynccontextmanager
async def vacated(folder: Path, *, grace: float = _GRACE_S) -> AsyncIterator[int]:
    """A descriptor of the folder's mark, locked, for the next child to inherit.

    The lock lives as long as any process that inherited it, so a child of a parent that
    was killed is waited for, and killed itself after `grace` seconds.
    """
    mark, deadline = folder / _MARK, time.monotonic() + grace
    while (lock := _take(mark)) is None:
        if time.monotonic() > deadline:
            _kill_holders(mark)
        await asyncio.sleep(_POLL_S)
    try:
        yield lock
    finally:
        os.close(lock)


def _take(path: Path) -> int | None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _kill_holders(path: Path) -> None:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.pid != os.getpid() and any(
                file.path == str(path) for file in process.open_files()
            ):
                process.kill()
