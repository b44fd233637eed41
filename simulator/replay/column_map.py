"""Which column of a log is which signal: a TOML file, checked against the contract."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from simulator.replay.contract_signal import UnknownSignal, own_unit, signal_number
from simulator.replay.timestamp import InvalidTimeFormat, TimeFormat, zone_named
from simulator.replay.unit_of_measure import OtherQuantity, Unit, UnknownUnit, unit_named

TOP: Final = frozenset({"encoding", "delimiter", "decimal", "time", "signals"})
TIME: Final = frozenset({"column", "format", "timezone"})
SIGNAL: Final = frozenset({"column", "unit", "scale", "offset"})
DECIMALS: Final = frozenset({".", ","})


class InvalidMap(Exception):
    """A column map that cannot be used; says where, why, and what there is instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalColumn:
    """`unit`: of the numbers in the column; None: what the file says, else the signal's own.

    A number x is taken as `scale` * x + `offset` of that unit.
    """

    signal: str
    column: str
    unit: Unit | None = None
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """None is for the reader to find out from the file."""

    time_column: str
    time_format: TimeFormat | None
    signals: tuple[SignalColumn, ...]
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidMap."""
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidMap(f"the map is not TOML: {error}") from error
        _check_keys(given, TOP, "the map")
        time = _table(given, "time")
        _check_keys(time, TIME, "[time]")
        return cls(
            time_column=_text(time, "column", "[time]"),
            time_format=_time_format(time),
            signals=_signals(_table(given, "signals")),
            encoding=_optional(given, "encoding"),
            delimiter=_delimiter(given),
            decimal=_decimal(given),
        )


def near(wanted: str, known: Collection[str]) -> str:
    """Words that help whoever wrote `wanted` and meant one of `known`."""
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    return f"there are {', '.join(map(repr, known))}"


def _signals(tables: Mapping[str, Any]) -> tuple[SignalColumn, ...]:
    if not tables:
        raise InvalidMap("no signal is mapped: [signals.NAME] with a column is missing")
    return tuple(_signal(name, table) for name, table in tables.items())


def _signal(name: str, table: object) -> SignalColumn:
    where = f"[signals.{name}]"
    if not isinstance(table, dict):
        raise InvalidMap(f"{where} must be a table with a column")
    _check_keys(table, SIGNAL, where)
    try:
        signal_number(name)
        unit = unit_named(_text(table, "unit", where)) if "unit" in table else None
        if unit is not None:
            unit.convert(0.0, own_unit(name))
    except (UnknownSignal, UnknownUnit, OtherQuantity) as error:
        raise InvalidMap(f"{where} {error}") from error
    return SignalColumn(
        signal=name.upper(),
        column=_text(table, "column", where),
        unit=unit,
        scale=_number(table, "scale", 1.0, where),
        offset=_number(table, "offset", 0.0, where),
    )


def _time_format(time: Mapping[str, Any]) -> TimeFormat | None:
    if "format" not in time:
        return None
    try:
        zone = zone_named(_text(time, "timezone", "[time]") if "timezone" in time else "UTC")
        return TimeFormat(_text(time, "format", "[time]"), zone)
    except InvalidTimeFormat as error:
        raise InvalidMap(f"[time] {error}") from error


def _check_keys(table: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise InvalidMap(f"{where} has an unknown key {key!r}; {near(key, sorted(known))}")


def _table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = given.get(name, {})
    if not isinstance(table, dict):
        raise InvalidMap(f"{name} must be a table")
    return table


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        raise InvalidMap(f"{where} needs {key}, a text in quotes")
    return value


def _number(table: Mapping[str, Any], key: str, default: float, where: str) -> float:
    value = table.get(key, default)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidMap(f"{where} {key} must be a number")
    return float(value)


def _optional(given: Mapping[str, Any], key: str) -> str | None:
    return _text(given, key, "the map") if key in given else None


def _delimiter(given: Mapping[str, Any]) -> str | None:
    mark = _optional(given, "delimiter")
    if mark is not None and len(mark) != 1:
        raise InvalidMap(f"delimiter must be one character, not {mark!r}")
    return mark


def _decimal(given: Mapping[str, Any]) -> str | None:
    mark = _optional(given, "decimal")
    if mark not in {None, *DECIMALS}:
        raise InvalidMap(f'decimal must be "." or ",", not {mark!r}')
    return mark
