"""A recorded fleet, read entry by entry; simulator/recorder/tape.py tells the format."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import IO, NamedTuple

from gateway.domain.errors import GatewayError

_HEAD = struct.Struct("!BQHI")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TapeUnreadable(GatewayError):
    """The recording of the simulated fleet broke off:"""


class Entry(IntEnum):
    """HOUR: so far has the world come, though nothing may have arrived. TRUTH: JSON, last."""

    FRAME = 1
    HOUR = 2
    TRUTH = 3


class TapeEntry(NamedTuple):
    """`at`: the world's time of arrival."""

    kind: Entry
    at: datetime
    topic: str
    payload: bytes


def read_tape(file: IO[bytes]) -> Iterator[TapeEntry]:
    """To its end, which is the truth; raises `TapeUnreadable`."""
    kind = None
    while kind is not Entry.TRUTH:
        number, micros, topic_bytes, payload_bytes = _HEAD.unpack(_exactly(file, _HEAD.size))
        kind = Entry(number)
        topic = _exactly(file, topic_bytes).decode()
        payload = _exactly(file, payload_bytes)
        yield TapeEntry(kind, _EPOCH + timedelta(microseconds=micros), topic, payload)


def _exactly(file: IO[bytes], size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise TapeUnreadable(f"{size} bytes were to follow, there are {len(found)}")
    return found
