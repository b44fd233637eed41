"""A table out of the bytes of a file: its encoding, its separators, its lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS: Final = (";", "\t", ",", "|")
LOOKED_AT: Final = 50
WITH_COMMA: Final = re.compile(r"[+-]?\d+,\d+\D*")
WITH_POINT: Final = re.compile(r"[+-]?\d+\.\d+\D*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, numbered from 1; `torn`: the last one, without an end."""

    number: int
    text: str
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated, and which mark decimal numbers have."""

    delimiter: str
    decimal: str

    def cells(self, text: str) -> list[str]:
        """The cells of one line: a quote that is never closed ends with it.

        None at all for what is no line of any table, as a cell of megabytes.
        """
        lines_of_one = csv.reader([text], delimiter=self.delimiter, skipinitialspace=True)
        try:
            return [cell.strip() for cell in next(lines_of_one, [])]
        except csv.Error:
            return []


def decode(data: bytes, encoding: str | None = None) -> str:
    """Text by its byte order mark, else UTF-8, else Latin-1; raises LookupError, ValueError."""
    if encoding is not None:
        return data.decode(encoding)
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if b"\0" in data[1:200:2] and b"\0" not in data[0:200:2]:
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def lines(text: str) -> Iterator[Line]:
    """All lines that are not blank."""
    texts = re.split(r"\r\n|\n|\r", text)
    for number, one in enumerate(texts, 1):
        if one.strip():
            yield Line(number, one, torn=number == len(texts))


def sniff(text: str, delimiter: str | None = None, decimal: str | None = None) -> Dialect:
    """What is not given is taken from the first lines."""
    first = [line.text for _, line in zip(range(LOOKED_AT), lines(text), strict=False)]
    mark = delimiter or _delimiter(first)
    return Dialect(mark, decimal or _decimal(first, mark))


def _delimiter(first: list[str]) -> str:
    """The one that gives the most lines the same number of cells, and many of them."""

    def agreement(delimiter: str) -> int:
        dialect = Dialect(delimiter, ".")
        widths = Counter(len(dialect.cells(text)) for text in first)
        del widths[1]
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=agreement)


def _decimal(first: list[str], delimiter: str) -> str:
    cells = [cell for text in first for cell in Dialect(delimiter, ".").cells(text)]
    commas = sum(WITH_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(WITH_POINT.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."
