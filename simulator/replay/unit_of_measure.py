"""Units that drive logs are written in, and how one becomes another."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class UnknownUnit(ValueError):
    def __init__(self, spelling: str) -> None:
        near = difflib.get_close_matches(spelling.casefold(), UNITS, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(UNITS)}"
        super().__init__(f"no unit {spelling!r}; {hint}")


class OtherQuantity(ValueError):
    def __init__(self, unit: "Unit", wanted: "Unit") -> None:
        fitting = [name for name, one in UNITS.items() if one.quantity == wanted.quantity]
        super().__init__(
            f"{unit.name} measures {unit.quantity}, not {wanted.quantity}"
            f" ({', '.join(fitting)})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """value x `factor` + `offset` is the value in the first unit of its `quantity`."""

    name: str
    quantity: str
    factor: float = 1.0
    offset: float = 0.0

    def convert(self, value: float, to: "Unit") -> float:
        """Raises OtherQuantity."""
        if self is to:
            return value
        if self.quantity != to.quantity:
            raise OtherQuantity(self, to)
        return (value * self.factor + self.offset - to.offset) / to.factor


_FACTORS: Final[dict[str, dict[str, float]]] = {
    "speed": {"m/s": 1, "km/h": 1 / 3.6, "mph": 0.44704, "kn": 1852 / 3600},
    "length": {"m": 1, "km": 1000, "mi": 1609.344, "ft": 0.3048},
    "pressure": {
        "kPa": 1,
        "Pa": 0.001,
        "hPa": 0.1,
        "MPa": 1000,
        "bar": 100,
        "mbar": 0.1,
        "psi": 6.894757293168,
        "inHg": 3.386389,
        "atm": 101.325,
    },
    "voltage": {"V": 1, "mV": 0.001, "kV": 1000},
    "current": {"A": 1, "mA": 0.001},
    "resistance": {"ohm": 1, "kohm": 1000, "Mohm": 1e6},
    "power": {"W": 1, "kW": 1000, "hp": 745.699872, "PS": 735.49875},
    "torque": {"Nm": 1, "lbft": 1.3558179483314004},
    "rotation": {"1/min": 1, "1/s": 60},
    "mass flow": {"kg/s": 1, "g/s": 0.001, "kg/h": 1 / 3600, "lb/min": 0.45359237 / 60},
    "ratio": {"%": 1, "fraction": 100},
    "time": {"s": 1, "ms": 0.001, "min": 60, "h": 3600},
    "level": {"dBm": 1},
    "number": {"count": 1},
}
UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        name: Unit(name=name, quantity=quantity, factor=factor)
        for quantity, factors in _FACTORS.items()
        for name, factor in factors.items()
    }
    | {
        "degC": Unit(name="degC", quantity="temperature"),
        "degF": Unit(name="degF", quantity="temperature", factor=5 / 9, offset=-160 / 9),
        "K": Unit(name="K", quantity="temperature", offset=-273.15),
    }
)

_SPELLINGS: Final = {
    "degC": (
        "c",
        "°c",
        "deg c",
        "celsius",
        "℃",
        "grad c",
        "degrees c",
        "degree_celsius",
        "degrees celsius",
    ),
    "degF": ("f", "°f", "deg f", "fahrenheit", "℉", "degrees f", "degrees fahrenheit"),
    "K": ("kelvin", "°k"),
    "km/h": (
        *("kmh", "kph", "kmph", "km/hr", "km per hour", "kilometer_per_hour"),
        *("kilometer / hour", "kilometer/hour", "kilometers per hour"),
    ),
    "mph": ("mi/h", "miles/h", "mile/h"),
    "m/s": ("mps", "m s-1", "meters/second"),
    "kn": ("kt", "kts", "knots"),
    "1/min": (
        *("rpm", "min-1", "u/min", "tr/min", "r/min", "rev/min", "/min", "1/minute"),
        *("revolutions_per_minute",),
    ),
    "1/s": ("hz", "rps", "/s"),
    "%": ("percent", "pct", "prozent"),
    "kPa": ("kilopascal",),
    "psi": ("psig", "psia", "lb/in2"),
    "inHg": ("in hg", '"hg'),
    "V": ("volt", "volts", "vdc"),
    "mV": ("millivolt", "millivolts"),
    "A": ("amp", "amps", "ampere"),
    "ohm": ("Ω", "ohms"),
    "kohm": ("kΩ",),
    "Mohm": ("MΩ",),
    "Nm": ("n·m", "n m", "n*m", "newton meter"),
    "lbft": ("lb-ft", "ft-lb", "lb·ft", "ft·lb", "lb ft"),
    "m": ("meter", "metre", "meters", "metres"),
    "km": ("kilometer", "kilometers", "kilometre", "kilometres"),
    "mi": ("mile", "miles"),
    "s": ("sec", "secs", "second", "seconds"),
    "ms": ("msec", "msecs", "millis", "millisecond", "milliseconds"),
    "min": ("minutes", "minute"),
    "h": ("hr", "hour", "hours"),
    "g/s": (
        *("g/sec", "grams/sec", "gram/s", "gps", "grams_per_second", "gram / second"),
        *("gram/second", "grams per second"),
    ),
    "kg/h": ("kg/hr",),
    "hp": ("bhp",),
    "count": ("", "-", "none", "enum", "bool", "boolean", "#", "1"),
}
_EXACT: Final = {spelling: name for name, all_ in _SPELLINGS.items() for spelling in all_}
_FOLDED: Final = {name.casefold(): name for name in UNITS} | _EXACT
# Told apart by their case only, so that neither may be meant by the other's: satellites are not
# grams per second.
_CASE_MATTERS: Final = frozenset({"mv", "mohm", "mpa", "mω", "gps"})


def unit_named(spelling: str) -> Unit:
    """The unit that is written so; raises UnknownUnit."""
    text = re.sub(r"\s+", " ", spelling.replace("º", "°").replace("\u2126", "Ω")).strip()
    name = text if text in UNITS else _EXACT.get(text)
    if name is None and text.casefold() not in _CASE_MATTERS:
        name = _FOLDED.get(text.casefold())
    if name is None:
        raise UnknownUnit(spelling)
    return UNITS[name]
