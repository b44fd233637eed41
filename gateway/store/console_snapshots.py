"""Freeze frames as the workshop reads them: what SAE J1979 defines in units, others in hex."""

from collections.abc import Iterable
from typing import Any

# Data identifiers 0xF4xx are the OBD parameters of SAE J1979: name, factor, offset, unit.
_OBD = {
    "F405": ("coolant", 1.0, -40.0, "°C"),
    "F40D": ("speed", 1.0, 0.0, "km/h"),
    "F442": ("control module", 0.001, 0.0, "V"),
    "F446": ("outside", 1.0, -40.0, "°C"),
}


def snapshot_lines(frames: Iterable[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """One line a record: its title, and its values by data identifier."""
    return tuple(
        (
            f"Snapshot {frame['record']}",
            ", ".join(_value(did.upper(), text) for did, text in _ordered(frame["values"])),
        )
        for frame in frames
    )


def _ordered(values: dict[str, str]) -> list[tuple[str, str]]:
    """What has a name comes first."""
    return sorted(values.items(), key=lambda one: (one[0].upper() not in _OBD, one[0].upper()))


def _value(did: str, text: str) -> str:
    if did not in _OBD:
        return f"{did} = {text.upper()}"
    name, factor, offset, unit = _OBD[did]
    return f"{name} {int(text, 16) * factor + offset:.4g} {unit}"
