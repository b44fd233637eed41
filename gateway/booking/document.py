"""A part of a parsed TOML document that knows its path, so that errors name the key."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from gateway.domain.errors import InvalidValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section:
    """A table; `path` as "centres[2].week", empty for the whole document.

    Every method raises `InvalidValue` with the path of the key when it is not what was asked.
    """

    values: Mapping[str, object]
    path: str = ""

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def at(self, key: str) -> str:
        return f"{self.path}.{key}".lstrip(".")

    def wrong(self, key: str, why: str) -> InvalidValue:
        return InvalidValue(f"{self.at(key)}: {why}")

    def only(self, keys: Collection[str]) -> None:
        for key in self.values.keys() - set(keys):
            raise self.wrong(key, "there is no such key")

    def text(self, key: str) -> str:
        value = self._typed(key, str, "a text")
        if not value.strip():
            raise self.wrong(key, "it is empty")
        return value

    def day(self, key: str) -> date:
        value = self._typed(key, date, "a date, as 2026-12-24")
        if isinstance(value, datetime):
            raise self.wrong(key, "it must be a date without a time")
        return value

    def section(self, key: str) -> "Section":
        return Section(self._typed(key, dict, "a table"), self.at(key))

    def words(self, key: str) -> Sequence[str]:
        values = self._typed(key, list, "a list of texts")
        if not values or not all(isinstance(one, str) for one in values):
            raise self.wrong(key, "it must be a list of texts that is not empty")
        return values

    def sections(self, key: str, least: int) -> list["Section"]:
        """The tables of an array, at least so many; counted from 1 as people do."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            raise self.wrong(key, "it must be a list of tables")
        if len(values) < least:
            raise self.wrong(key, f"at least {least} is needed")
        return [Section(one, f"{self.at(key)}[{i}]") for i, one in enumerate(values, 1)]

    def _typed(self, key: str, kind: type[T], name: str) -> T:
        value = self.values.get(key)
        if not isinstance(value, kind):
            wrong = "it must be" if key in self else "it is missing; it must be"
            raise self.wrong(key, f"{wrong} {name}")
        return value


def check_distinct(names: Iterable[str], path: str) -> None:
    """Raises `InvalidValue` when a name is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InvalidValue(f"{path}: {name!r} is there twice")
        seen.add(name)
