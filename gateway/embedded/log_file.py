"""A child's log: appended by the child, kept small, and read for its last words."""

import os
import shutil
from pathlib import Path

_LARGE = 16 << 20
_TAIL = 16 << 10


class LogFile:
    """Every write appends, so that the file can be cut while a child holds it open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def trim(self, large: int = _LARGE) -> None:
        """Move what is more than `large` bytes to one older file, replacing that."""
        if self.size() > large:
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            os.truncate(self.path, 0)

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def since(self, offset: int) -> str:
        """What was written after `offset` bytes; everything, when the file was cut since."""
        with self.path.open("rb") as file:
            file.seek(offset if offset <= self.size() else 0)
            return file.read().decode(errors="replace")

    def last_lines(self, count: int = 8, *, offset: int = 0) -> str:
        text = self.since(max(offset, self.size() - _TAIL)).strip()
        return "\n".join(text.splitlines()[-count:]) or "(it wrote nothing)"
