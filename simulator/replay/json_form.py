"""Logs of JSON objects, one a line or all in one list, as a table."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

Record = Mapping[str, str]


def as_table(text: str) -> str:
    """Lines of comma-separated values, and those that are no JSON, for their reader to report.

    Text that is none at all stays as it is.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return text
    records = _records(text)
    objects = [record for record in records if not isinstance(record, str)]
    names = [*dict.fromkeys(name for record in objects for name in record)]
    if not names:
        return text
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(_cells(record, names) for record in records)
    return lines.getvalue()


def _cells(record: Record | str, names: Sequence[str]) -> list[str]:
    if isinstance(record, str):
        return [record] if record.strip() else []
    return [record.get(name, "") for name in names]


def _records(text: str) -> Sequence[Record | str]:
    """Of the whole text, or line by line; a line that is none stays what it is."""
    whole = _read(text)
    if whole:
        return whole
    records: list[Record | str] = []
    for line in text.splitlines():
        records.extend(_read(line) or (line,))
    return records


def _read(text: str) -> list[Record]:
    """None where it is no JSON, or none of objects."""
    with suppress(ValueError, RecursionError):
        return [_flat(each) for each in _objects(json.loads(text))]
    return []


def _objects(read: Any) -> Sequence[Mapping[str, Any]]:
    """The longest list of objects in what was read, else the one object that it is."""
    if isinstance(read, list):
        return [each for each in read if isinstance(each, dict)]
    if not isinstance(read, dict):
        return []
    lists = [_objects(each) for each in read.values() if isinstance(each, list)]
    return max(lists, key=len, default=[]) or [read]


def _flat(read: Mapping[str, Any]) -> Record:
    return dict(_named(read, ""))


def _named(read: Mapping[str, Any], within: str) -> Iterator[tuple[str, str]]:
    """Names of what lies in another object tell where: `position.speed`."""
    for name, value in read.items():
        if isinstance(value, dict):
            yield from _named(value, f"{within}{name}.")
        elif isinstance(value, str | int | float):
            yield f"{within}{name}", str(int(value) if isinstance(value, bool) else value)
