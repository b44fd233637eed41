"""Run as a script: drop privileges, tie this process to its parent's life, become the program.

Standard library only; no shell, and no code of ours between fork and exec in the parent.
Arguments: parent pid, signal at its death, `uid:gid` or `-`, then the program's own.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def become(parent: int, farewell: int, user: str, argv: list[str]) -> None:
    """Never returns. The order matters: the kernel forgets the tie when the uid changes."""
    if user != "-":
        uid, gid = map(int, user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, farewell, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit("the parent died before the tie was made")
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.execv(argv[0], argv)  # noqa: S606 -- becoming another program is the purpose


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
