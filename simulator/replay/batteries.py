"""Of which battery a column is, the little or the large one, where its name does not say."""

from collections.abc import Sequence
from typing import Final

from simulator.replay.suitability import Suits
from simulator.replay.well_known import Fit, likely_signals, words

LITTLE: Final = frozenset({"lv", "12v", "12", "aux", "auxiliary"})
LITTLE_VOLTAGE: Final = "LV_BATTERY_VOLTAGE_V"
LARGE_VOLTAGE: Final = "HV_BATTERY_VOLTAGE_V"
LITTLE_CURRENT: Final = "LV_BATTERY_CURRENT_A"
LARGE_CURRENT: Final = "HV_BATTERY_CURRENT_A"
LARGE_TEMPERATURE: Final = "HV_BATTERY_TEMPERATURE_MAX_CELSIUS"
ENGINE: Final = "ENGINE_SPEED_PER_MIN"


def told_apart(chosen: dict[str, str], names: Sequence[str], suits: Suits) -> dict[str, str]:
    """The same choice of signal → column, with each battery's own; `names` are all columns."""
    sorted_out = _by_their_volts(dict(chosen), names, suits)
    current = sorted_out.get(LITTLE_CURRENT)
    if current is not None and not words(current) & LITTLE and _has_large(sorted_out):
        sorted_out.setdefault(LARGE_CURRENT, sorted_out.pop(LITTLE_CURRENT))
    temperature = sorted_out.pop(LARGE_TEMPERATURE, None)
    if temperature is not None and (ENGINE not in sorted_out or _has_large(sorted_out)):
        sorted_out[LARGE_TEMPERATURE] = temperature
    return sorted_out


def _by_their_volts(
    chosen: dict[str, str], names: Sequence[str], suits: Suits
) -> dict[str, str]:
    """A voltage that the little one cannot have is that of the large one."""
    if LARGE_VOLTAGE in chosen:
        return chosen
    little = chosen.get(LITTLE_VOLTAGE)
    own = little is not None and words(little) & LITTLE
    if little is not None and not own and suits(LARGE_VOLTAGE, little) is Fit.GOOD:
        chosen[LARGE_VOLTAGE] = chosen.pop(LITTLE_VOLTAGE)
        return chosen
    rest = [name for name in names if name not in chosen.values()]
    another = dict(likely_signals(rest, suits)).get(LITTLE_VOLTAGE)
    if another is not None and suits(LARGE_VOLTAGE, another) is Fit.GOOD:
        chosen[LARGE_VOLTAGE] = another
    return chosen


def _has_large(chosen: dict[str, str]) -> bool:
    return any(signal.startswith("HV_") for signal in chosen)
