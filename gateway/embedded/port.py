"""Which port a part listens on: the one asked for, else last time's, the usual one, any."""

import errno
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.domain.errors import PartFailed

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class PortChoice:
    """`fixed` or nothing else; otherwise what `folder` remembers, then `usual`, then any.

    It remembers in a file of the name `note`.
    """

    folder: Path
    usual: int
    fixed: int | None = None
    note: str = "port"

    async def settle(self, start: Callable[[int], Awaitable[None]]) -> int:
        """The port that `start` succeeded with, remembered for the next time.

        Raises `PartFailed` when the fixed port is taken, or `start` failed for another reason.
        """
        for port in self._candidates():
            try:
                await start(port)
            except PartFailed:
                if self.fixed is not None or is_free(port):
                    raise
            else:
                (self.folder / self.note).write_text(f"{port}\n")
                return port
        raise PartFailed(f"port {self.fixed} on {LOOPBACK} is taken")

    def _candidates(self) -> Iterator[int]:
        wanted = [self.fixed] if self.fixed is not None else [*self._remembered(), self.usual]
        yield from (port for port in wanted if is_free(port))
        while self.fixed is None:
            yield any_free()

    def _remembered(self) -> list[int]:
        path = self.folder / self.note
        return [int(path.read_text())] if path.exists() else []


def is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, port))
        except OSError as taken:
            if taken.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            return False
    return True


def any_free() -> int:
    with socket.socket() as trial:
        trial.bind((LOOPBACK, 0))
        port: int = trial.getsockname()[1]
        return port
