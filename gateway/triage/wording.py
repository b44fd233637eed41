"""How values, spans, instants and components are read aloud."""

from gateway.domain.component import ComponentId
from gateway.domain.quantity import MetrePerSecond, PerMinute, Quantity, TimesPerMinute
from gateway.triage.instant import to_time

_SPOKEN_UNITS: dict[type[Quantity], str] = {PerMinute: "rpm", TimesPerMinute: "a minute"}
_STEPS = ((3_600_000, "h"), (60_000, "min"), (1_000, "s"))
_MEGA, _KILO = 1_000_000, 1_000
_KM_H = 3.6


def spoken(quantity: Quantity) -> str:
    """As "11.42 V", "312 kΩ" or "90 km/h": four digits are more than any sensor gives."""
    value, unit = quantity.value, _SPOKEN_UNITS.get(type(quantity), quantity.unit)
    if unit == "Ω" and abs(value) >= _KILO:
        mega = abs(value) >= _MEGA
        value, unit = value / (_MEGA if mega else _KILO), "MΩ" if mega else "kΩ"
    if isinstance(quantity, MetrePerSecond):
        value, unit = value * _KM_H, "km/h"
    return f"{value:.4g} {unit}".rstrip()


def spoken_span(ms: int) -> str:
    """As "90 s", "5 min" or "24 h": the largest unit that divides it."""
    for size, unit in _STEPS:
        if ms % size == 0:
            return f"{ms // size} {unit}"
    return f"{ms} ms"


def spoken_instant(ms: int) -> str:
    return f"{to_time(ms):%Y-%m-%d %H:%M:%S} UTC"


def spoken_day(day: int) -> str:
    """Of days since 1970 UTC."""
    return f"{to_time(day * 86_400_000):%Y-%m-%d}"


def spoken_days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def spoken_component(component: ComponentId) -> str:
    return component.replace("_", " ")


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."
