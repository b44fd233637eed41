"""A table of a TOML document: every value is asked for by name and type, none is left over."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

W = TypeVar("W", bound=StrEnum)


class InvalidRootCause(ValueError):
    """A root cause that contradicts itself or the car."""

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: {what}")


class Table:
    """Values are taken out; `close` refuses what nobody has asked for.

    All raise InvalidRootCause, which says `where` and which value it is.
    """

    def __init__(self, where: str, values: Any) -> None:
        self.where = where
        if not isinstance(values, dict):
            raise self.wrong(f"{values!r} is no table")
        self._values = dict(values)

    def wrong(self, what: object) -> InvalidRootCause:
        return InvalidRootCause(self.where, what)

    def close(self) -> None:
        if self._values:
            raise self.wrong(f"unknown {', '.join(sorted(self._values))}")

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        value = self._take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{name} = {value!r} is no text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Empty when it is left out."""
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(f"{name} = {values!r} is no list of texts")
        return tuple(values)

    def number(self, name: str, default: float | None = None) -> float:
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"{name} = {value!r} is no number")
        return float(value)

    def positive(self, name: str) -> float:
        value = self.number(name)
        if value <= 0:
            raise self.wrong(f"{name} = {value:g} is not above 0")
        return value

    def maybe(self, name: str) -> float | None:
        return self.number(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """False when it is left out."""
        value = self._take(name, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{name} = {value!r} is neither true nor false")
        return value

    def word(self, name: str, words: type[W]) -> W:
        text = self.text(name)
        if text not in set(words):
            raise self.wrong(f"{name} = {text!r} is none of {', '.join(words)}")
        return words(text)

    def value(self, name: str, default: object) -> object:
        """As it stands, of whatever type."""
        return self._take(name, default)

    def table(self, name: str) -> "Table":
        return Table(f"{self.where}, {name}", self._take(name))

    def tables(self, name: str) -> Iterator["Table"]:
        """Nothing when it is left out."""
        for number, values in enumerate(self._list(name), start=1):
            yield Table(f"{self.where}, {name} {number}", values)

    def _list(self, name: str) -> list[Any]:
        values = self._take(name, [])
        if not isinstance(values, list):
            raise self.wrong(f"{name} = {values!r} is no list")
        return values

    def _take(self, name: str, default: object = None) -> Any:
        value = self._values.pop(name, default)
        if value is None:
            raise self.wrong(f"has no {name}")
        return value
