"""Logs of JSON objects, one a line or all in one list, as a table."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

Record = Mapping[str, str]


def as_table(text: str) -> str:
    """Lines of comma-separated values; text that is no JSON stays as it is."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return text
    records = _records(text)
    names = [*dict.fromkeys(name for record in records for name in record)]
    if not names:
        return text
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([record.get(name, "") for name in names] for record in records)
    return lines.getvalue()


def _records(text: str) -> list[Record]:
    with suppress(ValueError, RecursionError):
        return [_flat(each) for each in _objects(json.loads(text))]
    records: list[Record] = []
    for line in text.splitlines():
        with suppress(ValueError, RecursionError):
            records.extend(_flat(each) for each in _objects(json.loads(line)))
    return records


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
