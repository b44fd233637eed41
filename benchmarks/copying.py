"""The binary format of COPY, written directly: generated worlds are large."""

from collections.abc import Iterable
from datetime import UTC, datetime

from gateway.domain.instant import to_us

NULL = b"\xff\xff\xff\xff"
EPOCH_US = to_us(datetime(2000, 1, 1, tzinfo=UTC))
"""From where on a `timestamptz` counts in binary, in microseconds."""
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def binary_copy(rows: Iterable[bytes]) -> bytes:
    """A whole stream; `rows`: each the number of its columns, then each length and value."""
    return b"".join((_HEAD, *rows, _END))
