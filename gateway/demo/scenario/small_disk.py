"""Run as a script: give a folder a small disk of its own, then become another program.

A tmpfs in a mount namespace of our own, hence no root is needed where user namespaces are
allowed, no other process sees it, and it is gone with the last process that has it. Standard
library only. Arguments: folder, mebibytes, then the program's own.
"""

import ctypes
import os
import sys

# linux/sched.h, linux/mount.h
_CLONE_NEWNS, _CLONE_NEWUSER = 0x00020000, 0x10000000
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000


def become(folder: str, mebibytes: int, argv: list[str]) -> None:
    """Never returns; OSError where the kernel does not let us."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()
    own_user = 0 if uid == 0 else _CLONE_NEWUSER
    _check(libc.unshare(_CLONE_NEWNS | own_user), "unshare")
    if own_user:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
    _check(libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None), "make mounts private")
    options = f"size={mebibytes}m,mode=0711".encode()
    _check(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options), "mount")
    os.execv(argv[0], argv)  # noqa: S606 -- becoming another program is the purpose


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123 -- one write, as the kernel demands
        file.write(text)


def _check(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    try:
        become(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
    except OSError as refused:
        sys.exit(f"Error: a small disk needs root, or user namespaces: {refused}")
