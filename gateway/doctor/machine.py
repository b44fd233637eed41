"""The machine: room on the disk, open files, private files that are private."""

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from gateway.doctor.check import Check, bad, good, odd

ROOM_BYTES = 2 * 1024**3
OPEN_FILES = 4096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SECRETS = (
    *("*.key", "*.pem", "*.token", "nats.json"),
    *("gateway.json", "credentials.json", "running.json"),
)


def check_machine(data: Path) -> Iterator[Check]:
    yield _data(data)
    yield _room(data)
    yield _open_files()
    yield from _secrets(data)


def _data(data: Path) -> Check:
    what = "data folder"
    nearest = _nearest(data)
    if not os.access(nearest, os.W_OK | os.X_OK):
        return bad(what, f"{nearest} cannot be written to.", "Give it to the user who serves.")
    if not data.exists():
        return good(what, f"{data} is made at the first start.")
    return good(what, f"{data} can be written to.")


def _room(data: Path) -> Check:
    what = "room on the disk"
    usage = shutil.disk_usage(_nearest(data))
    found = f"{usage.free / 1024**3:.1f} GiB of {usage.total / 1024**3:.1f} are free."
    if usage.free < ROOM_BYTES:
        advice = "Make room, or shorten the retention: a full disk stops the acknowledgements."
        return odd(what, found, advice)
    return good(what, found)


def _open_files() -> Check:
    what = "open files"
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    found = f"A process may open {soft}."
    if 0 <= soft < OPEN_FILES:
        return odd(what, found, f"Raise it (ulimit -n {OPEN_FILES}, or LimitNOFILE=).")
    return good(what, found)


def _secrets(data: Path) -> Iterator[Check]:
    """What only the gateway may read; nothing is said of files that are not there."""
    files = sorted(file for pattern in _SECRETS for file in data.rglob(pattern))
    loose = [file for file in files if file.stat().st_mode & _OTHERS]
    if loose:
        names = ", ".join(str(file.relative_to(data)) for file in loose)
        yield bad("secrets", f"Others may read {names}.", "Take it from them: chmod 600.")
    elif files:
        yield good("secrets", f"{len(files)} files, for their owner only.")


def _nearest(path: Path) -> Path:
    """The folder itself, or the one in which it would be made."""
    absolute = path.absolute()
    return next(folder for folder in (absolute, *absolute.parents) if folder.exists())
