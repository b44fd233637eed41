"""One table of a scenario file, read key by key; what nobody asked for is refused."""

from datetime import datetime
from difflib import get_close_matches
from typing import Any, TypeVar

T = TypeVar("T")
KINDS = {str: "a text", int: "a whole number", float: "a number", list: "a list"}
KINDS |= {dict: "a table", datetime: "a date with time and offset", bool: "true or false"}


class InvalidScenario(ValueError):
    """A scenario file that cannot be understood; the message says where and why."""

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: {what}")


class Section:
    """`where` is how its errors name it, as `cars.anna`."""

    def __init__(self, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise InvalidScenario(where, f"must be a table, not {table!r}")
        self.where = where
        self._table: dict[str, Any] = dict(table)
        self._known: list[str] = []

    def take(self, key: str, kind: type[T]) -> T:
        """A value that must be there; a whole number will do for a number."""
        self._known.append(key)
        if key not in self._table:
            raise InvalidScenario(self.where, f"{key} is missing")
        value = self._table.pop(key)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise InvalidScenario(self.where, f"{key} must be {KINDS[kind]}, not {value!r}")
        return value

    def get(self, key: str, kind: type[T], otherwise: T) -> T:
        """A value that may be left out."""
        self._known.append(key)
        return self.take(key, kind) if key in self._table else otherwise

    def choice(self, key: str, among: tuple[str, ...], otherwise: str | None = None) -> str:
        """One of some words; without `otherwise` it must be there."""
        said = self.take(key, str) if otherwise is None else self.get(key, str, otherwise)
        if said not in among:
            raise self.error(unknown(said, among))
        return said

    def is_text(self, key: str) -> bool:
        return isinstance(self._table.get(key), str)

    def minutes(self, key: str, otherwise: float | None = None) -> float:
        """Minutes of the world, 0 or more, as seconds."""
        given = self.take(key, float) if otherwise is None else self.get(key, float, otherwise)
        if not 0 <= given < float("inf"):
            raise self.error(f"{key} must be 0 or more")
        return given * 60

    def sections(self, key: str) -> "list[Section]":
        """A list of tables; none when it is left out."""
        rows: list[object] = self.get(key, list, [])
        return [Section(f"{self.where}.{key}[{i}]", row) for i, row in enumerate(rows)]

    def named(self, key: str) -> "dict[str, Section]":
        """Tables by name; none when it is left out."""
        tables: dict[str, object] = self.get(key, dict, {})
        return {name: Section(f"{key}.{name}", table) for name, table in tables.items()}

    def ignore(self, *keys: str) -> None:
        """Keys that are for somebody else."""
        self._known.extend(keys)
        for key in keys:
            self._table.pop(key, None)

    def end(self) -> None:
        """Raises InvalidScenario when something is left that nobody knows."""
        for key in self._table:
            raise self.error(unknown(key, tuple(self._known)))

    def error(self, what: object) -> InvalidScenario:
        return InvalidScenario(self.where, what)


def unknown(word: str, among: tuple[str, ...]) -> str:
    """`nobody knows 'lnik'; did you mean 'link'?`"""
    near = get_close_matches(word, among, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(among))}"
    return f"nobody knows {word!r}; {hint}"
