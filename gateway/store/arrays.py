"""Columns of a batch as PostgreSQL's binary arrays: written in one go, not value by value.

The layout is that of `array_send` in PostgreSQL's source: a head, then each element with its
length before it, -1 for null.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Final

import numpy as np
from psycopg import adapters
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_HEAD: Final = Struct(">iiIii")
"""Dimensions, whether there are nulls, type of the elements, how many, index of the first."""
_LENGTH: Final = Struct(">i").pack
_NULL: Final = _LENGTH(-1)
_WHOLE: Final = np.dtype([("length", ">i4"), ("value", ">i8")])
_EIGHT: Final = _LENGTH(8)
_INT8, _BYTEA = 20, 17
_INT8_ARRAY, _BYTEA_ARRAY = 1016, 1001


class Array:
    """A parameter that is written already."""

    __slots__ = ("octets",)

    def __init__(self, element: int, count: int, elements: bytes) -> None:
        self.octets = _HEAD.pack(1, 1, element, count, 1) + elements


class Bigints(Array):
    """`int8[]`; raises OverflowError for a number that needs more than 64 bits."""

    __slots__ = ()

    def __init__(self, values: Sequence[int | None]) -> None:
        super().__init__(_INT8, len(values), _whole(values))


class Byteas(Array):
    """`bytea[]`."""

    __slots__ = ()

    def __init__(self, values: Sequence[bytes]) -> None:
        lengths = {length: _LENGTH(length) for length in set(map(len, values))}
        elements = [part for each in values for part in (lengths[len(each)], each)]
        super().__init__(_BYTEA, len(values), b"".join(elements))


def _whole(values: Sequence[int | None]) -> bytes:
    if None in values:
        return b"".join([_NULL if value is None else _EIGHT + _long(value) for value in values])
    elements = np.empty(len(values), _WHOLE)
    elements["length"], elements["value"] = 8, values
    return elements.tobytes()


def _long(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> Buffer:
        return obj.octets


class _BigintsDumper(_AsItIs):
    oid = _INT8_ARRAY


class _ByteasDumper(_AsItIs):
    oid = _BYTEA_ARRAY


adapters.register_dumper(Bigints, _BigintsDumper)
adapters.register_dumper(Byteas, _ByteasDumper)
