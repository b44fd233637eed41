"""The signals of the wire contract by their names, which carry the unit."""

import difflib
from typing import Final

from proto.v1.signals_pb2 import SignalNumber
from simulator.replay.unit_of_measure import UNITS, Unit

SUFFIXES: Final = {
    "_M_PER_S": "m/s",
    "_KG_PER_S": "kg/s",
    "_PER_MIN": "1/min",
    "_PERCENT": "%",
    "_CELSIUS": "degC",
    "_KPA": "kPa",
    "_DBM": "dBm",
    "_OHM": "ohm",
    "_NM": "Nm",
    "_V": "V",
    "_A": "A",
    "_W": "W",
    "_M": "m",
    "_S": "s",
}


class UnknownSignal(ValueError):
    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name.upper(), signal_names(), n=3, cutoff=0.4)
        known = ", ".join(signal_names())
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {known}"
        super().__init__(f"no signal {name!r}; {hint}")


def signal_names() -> list[str]:
    """All signals of the contract, in the order of their numbers."""
    return [name for name, number in sorted(SignalNumber.items(), key=lambda i: i[1]) if number]


def signal_number(name: str) -> int:
    """By its name in the contract, in any case; raises UnknownSignal."""
    if name.upper() not in signal_names():
        raise UnknownSignal(name)
    return SignalNumber.Value(name.upper())


def signal_name(number: int) -> str:
    return SignalNumber.Name(number)


def own_unit(name: str) -> Unit:
    """The unit in which the contract carries this signal."""
    for suffix, unit in SUFFIXES.items():
        if name.upper().endswith(suffix):
            return UNITS[unit]
    return UNITS["count"]
