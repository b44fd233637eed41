"""The binary format of COPY, written directly."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def binary_copy(rows: Iterable[bytes]) -> bytes:
    """A whole stream; `rows`: each the number of its columns, then each length and value."""
    return b"".join((_HEAD, *rows, _END))


def microseconds(at: datetime) -> int:
    """A `timestamptz` in binary."""
    return (at - _EPOCH) // _MICROSECOND
