"""Which columns of a log may be its time, and which its signals, by their names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from functools import cache
from typing import Final

from simulator.replay.column_header import IN_BRACKETS
from simulator.replay.contract_signal import signal_names
from simulator.replay.names_abroad import ABROAD
from simulator.replay.signal_names import NAMES
from simulator.replay.spelling import plain_words

TIMES: Final = (
    *("timestamp", "date time", "datetime", "device time", "gps time", "time stamp", "time"),
    *("zeit", "zeitstempel", "uhrzeit", "elapsed time", "seconds", "sec", "t", "ts", "stamp"),
    *("offset", "date", "datum", "t sec", "t s", "t ms"),
)
TIME_WORDS: Final = ("time", "timestamp", "runtime", "elapsed", "zeit")
NEARLY: Final = 0.75
"""So alike are a word and its misspelling."""

# What is asked for, foretold, averaged or counted from rest is another quantity.
OTHER_QUANTITY: Final = frozenset(
    {
        *("relative", "rel", "commanded", "cmd", "desired", "target", "requested", "actuator"),
        *("average", "avg", "limit", "difference", "diff", "vs", "delta", "deviation"),
        *("available", "allowed", "permissible", "estimated", "est", "predicted", "setpoint"),
        *("set", "specified", "ratio", "frequency", "freq", "number", "no", "nr", "x1000"),
        *("soll", "sollwert", "profile", "startup", "cruise", "switch", "warning", "lamp"),
        *("status", "error"),
        *("средняя", "относительное", "заданное", "media", "moyenne", "srednia", "mittlere"),
    }
)
# What only a signal of that name is.
EXTREMES: Final = frozenset(
    {
        *("minimum", "maximum", "max", "peak", "highest", "lowest"),
        *("minimale", "maximale", "niedrigste", "hochste"),
    }
)
# What turns or blows in a car has a speed too, what heats it a coolant, and each gear its oil.
GEARS: Final = frozenset({"transmission", "trans", "gearbox", "differential", "axle", "clutch"})
LITTLE_BATTERY: Final = frozenset({"12v", "aux", "auxiliary", "lv", "android", "phone"})
LARGE_BATTERY: Final = frozenset({"hv", "hybrid", "traction", "pack", "cell", "high"})
OF_ANOTHER: Final[Mapping[str, frozenset[str]]] = {
    "VEHICLE_SPEED_M_PER_S": frozenset(
        {
            *("motor", "engine", "fan", "pump", "turbine", "turbo", "shaft", "wind", "blower"),
            *("compressor", "pulley", "input", "output", "idle"),
        }
    ),
    "ENGINE_SPEED_PER_MIN": frozenset(
        {
            *("road", "vehicle", "fan", "pump", "turbo", "turbine", "pulley", "shaft", "wheel"),
            *("generator", "mg1", "mg2", "kuhlmittelpumpe", "lufter", "turbolader"),
        }
    ),
    "ODOMETER_M": frozenset({"trip", "reset"}),
    "AMBIENT_TEMPERATURE_CELSIUS": frozenset({"pressure", "light"}),
    "HV_BATTERY_STATE_OF_CHARGE_PERCENT": LITTLE_BATTERY,
    "HV_BATTERY_TEMPERATURE_MAX_CELSIUS": LITTLE_BATTERY,
    "LV_BATTERY_VOLTAGE_V": LARGE_BATTERY,
    "LV_BATTERY_CURRENT_A": LARGE_BATTERY,
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": frozenset(
        {
            *("heater", "heatercore", "level", "pressure", "pump", "flow", "fan", "valve"),
            *("battery", "batterie", "inverter", "motor", "control"),
        }
    ),
    "ENGINE_OIL_TEMPERATURE_CELSIUS": GEARS,
    "ENGINE_OIL_PRESSURE_KPA": GEARS,
    "MASS_AIR_FLOW_KG_PER_S": frozenset({"power", "voltage", "volts"}),
    "THROTTLE_POSITION_PERCENT": frozenset({"b", "c", "pedal", "accelerator"}),
    "EXHAUST_GAS_TEMPERATURE_CELSIUS": frozenset({"fluid", "def", "tank"}),
    "FUEL_LEVEL_PERCENT": frozenset(
        {
            *("def", "adblue", "urea", "pressure", "temperature", "temp", "vapor", "vapour"),
            *("trim", "ethanol", "alcohol", "rail", "pump", "rate", "flow", "consumption"),
            *("exhaust", "aftertreatment", "catalyst", "oil", "water", "washer"),
        }
    ),
}


class Fit(IntEnum):
    """How a column's unit and numbers suit a signal."""

    GOOD = 0
    DOUBTFUL = 1
    NONE = 2


def any_fits(_signal: str, _column: str) -> Fit:
    """Of those that judge by names alone."""
    return Fit.GOOD


def words(column: str) -> frozenset[str]:
    """Of a column's name without the unit behind it."""
    return frozenset(plain_words(column))


def in_brackets(column: str) -> frozenset[str]:
    """The words of what stands there; no unit has one of another quantity."""
    brackets = IN_BRACKETS.match(column)
    return words(brackets["unit"]) if brackets else frozenset()


def time_columns(columns: Sequence[str]) -> list[str]:
    """What may be the time by its name, the likeliest first; a slip of the pen may be in it."""
    named = {" ".join(plain_words(name)): name for name in columns}
    whole = [named[known] for known in TIMES if known in named]
    exact = [name for name in columns if words(name) & {*TIME_WORDS}]
    near = [name for name in columns if any(map(_nearly_time, words(name)))]
    signals = {column for _, column in likely_signals(columns)}
    return [*dict.fromkeys([*whole, *exact, *(name for name in near if name not in signals)])]


def _nearly_time(word: str) -> bool:
    return bool(get_close_matches(word, TIME_WORDS, n=1, cutoff=NEARLY))


def likely_signals(
    columns: Sequence[str], fits: Callable[[str, str], Fit] = any_fits
) -> Iterator[tuple[str, str]]:
    """(signal, column): each at most once, what fits and is the most telling first."""
    taken: set[str] = set()
    for _, signal, column in sorted(_matches(columns, fits), key=lambda match: match[0]):
        if not {signal, column} & taken:
            taken |= {signal, column}
            yield signal, column


def _matches(
    columns: Sequence[str], fits: Callable[[str, str], Fit]
) -> Iterator[tuple[tuple[int, int, int, int, int], str, str]]:
    """The fewer words beside those of its name, the better."""
    for place, column in enumerate(columns):
        own, joined = words(column), "".join(plain_words(column))
        if (own | in_brackets(column)) & OTHER_QUANTITY:
            continue
        for name in _known_names():
            beside = own - name.words if name.words <= own else frozenset()
            if not (name.words <= own or name.joined == joined):
                continue
            if beside & (EXTREMES | OF_ANOTHER.get(name.signal, frozenset())):
                continue
            fit = fits(name.signal, column)
            if fit is not Fit.NONE:
                order = (fit, -len(name.words), name.rank, len(beside), place)
                yield order, name.signal, column


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a signal; `rank`: how telling among those with as many words."""

    signal: str
    words: frozenset[str]
    joined: str
    rank: int


@cache
def _known_names() -> tuple[_Name, ...]:
    """Of the signals that the contract has."""
    known = signal_names()
    return tuple(
        _Name(signal, words(name), "".join(plain_words(name)), rank)
        for names in (NAMES, *ABROAD)
        for signal, spellings in names.items()
        if signal in known
        for rank, name in enumerate(spellings)
    )
