"""What a recording is written on: entries of bytes with the world time of their arrival.

An entry is a head of 15 bytes, big-endian: its kind (u8), microseconds since 1970 (u64), the
lengths of topic (u16) and payload (u32); then the topic in UTF-8, and the payload.
"""

import json
import struct
from enum import IntEnum
from typing import Any, BinaryIO, Final

HEAD: Final = struct.Struct("!BQHI")


class Entry(IntEnum):
    """HOUR: so far has the world come, though nothing may have arrived. TRUTH: JSON, last."""

    FRAME = 1
    HOUR = 2
    TRUTH = 3


class Tape:
    """Writes to `file`, which it does not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.frames = 0

    def frame(self, at_s: float, topic: str, payload: bytes) -> None:
        self.frames += 1
        self._write(Entry.FRAME, at_s, topic, payload)

    def hour(self, at_s: float) -> None:
        self._write(Entry.HOUR, at_s)

    def truth(self, at_s: float, truth: dict[str, Any]) -> None:
        self._write(Entry.TRUTH, at_s, payload=json.dumps(truth).encode())
        self._file.flush()

    def _write(self, kind: Entry, at_s: float, topic: str = "", payload: bytes = b"") -> None:
        name = topic.encode()
        head = HEAD.pack(kind, round(at_s * 1e6), len(name), len(payload))
        self._file.write(head + name + payload)
