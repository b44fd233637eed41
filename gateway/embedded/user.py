"""Whom a child runs as: PostgreSQL refuses to run as root."""

import asyncio
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from gateway.domain.errors import PartFailed

_UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class User:
    """A user and group id to drop to."""

    uid: int
    gid: int

    def __str__(self) -> str:
        return f"{self.uid}:{self.gid}"

    async def can_run(self, *argv: str | Path) -> bool:
        """Whether this program runs for this user, found by running it."""
        try:
            trial = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                cwd="/",
            )
        except PermissionError:
            return False
        return await trial.wait() == 0

    async def can_enter(self, folder: Path) -> bool:
        return await self.can_run("/bin/sh", "-c", 'cd -- "$0"', folder)

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def unprivileged() -> User | None:
    """The user to drop to; None for an ordinary user, who stays who they are."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise PartFailed(f"root needs a user {_UNPRIVILEGED!r} to run PostgreSQL as") from None
    return User(entry.pw_uid, entry.pw_gid)


def owner_of(path: Path) -> User:
    status = path.stat()
    return User(status.st_uid, status.st_gid)
