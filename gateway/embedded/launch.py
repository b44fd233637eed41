"""Starting a program on the leash, and running one to its end."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.domain.errors import PartFailed
from gateway.embedded.lock import vacated
from gateway.embedded.user import User

_LEASH = Path(__file__).with_name("leash.py")
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """`argv` as `user`, marked in `folder`; told `farewell` when this process dies."""

    argv: Sequence[str | Path]
    folder: Path
    user: User | None = None
    farewell: signal.Signals = signal.SIGKILL

    async def begin(self, *, stdin: int = DEVNULL, stdout: int = DEVNULL) -> Process:
        """The program's process, once whatever ran there before has gone.

        The kernel ties it to the *thread* that starts it, hence only the main thread may.
        """
        if threading.current_thread() is not threading.main_thread():
            raise PartFailed("a supervised part must be started from the main thread")
        async with vacated(self.folder) as mark:
            return await asyncio.create_subprocess_exec(
                *leashed(self.argv, self.farewell, self.user),
                stdin=stdin,
                stdout=stdout,
                stderr=STDOUT,
                pass_fds=(mark,),
                start_new_session=True,
                umask=0o077,
                env=_ENVIRONMENT,
                cwd="/",
            )


def leashed(
    argv: Sequence[str | Path],
    farewell: signal.Signals = signal.SIGKILL,
    user: User | None = None,
) -> list[str | Path]:
    """What to start in place of `argv`, so that it does not outlive this process.

    The first of them is a path; the kernel ties it to the thread that starts it.
    """
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid())]
    return [*leash, str(farewell.value), str(user or "-"), *argv]


async def run(launch: Launch, text: str = "") -> None:
    """To the end, with `text` as its input. Raises `PartFailed` with what it said."""
    process = await launch.begin(stdin=PIPE, stdout=PIPE)
    try:
        said, _ = await process.communicate(text.encode())
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode != 0:
        name = Path(launch.argv[0]).name
        raise PartFailed(f"{name} ended with {process.returncode}:\n{said.decode()[-2000:]}")
