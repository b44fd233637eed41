"""Values of signals as people read them: their unit, their digits."""

from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, VEHICLE_PHASE, Phase, UpdatePhase
from gateway.pipeline.views import SignalValue

_SHOWN_AS = {"m/s": (3.6, "km/h"), "m": (0.001, "km"), "Ω": (0.001, "kΩ")}
_WHOLE_FROM, _TENTHS_FROM = 100, 20
NOT_MEASURED = "not measured"


def scale(unit: str) -> tuple[float, str]:
    """The factor and the unit in which a wire unit is shown."""
    return _SHOWN_AS.get(unit, (1.0, unit))


def number(value: float) -> str:
    """Three to four figures, as "12.41", "401" or "48 312" (narrow spaces)."""
    size = abs(value)
    digits = 0 if size >= _WHOLE_FROM else 1 if size >= _TENTHS_FROM else 2
    text = f"{value:,.{digits}f}".replace(",", "\u202f")
    return (text.rstrip("0").rstrip(".") if digits else text).replace("-", "\u2212") or "0"


def phase_word(phase: Phase | None) -> str:
    return phase.name.lower() if phase is not None else "unknown"


def _spoken(phase: UpdatePhase) -> str:
    return phase.name.lower().replace("_", " ")


def value_words(signal: SignalValue) -> str:
    """Number and unit, the phase's name, or that nothing was measured."""
    if signal.value is None or signal.value != signal.value:
        return NOT_MEASURED
    if signal.number == VEHICLE_PHASE.number:
        known = signal.value in set(Phase)
        return phase_word(Phase(int(signal.value))) if known else "unknown"
    if signal.number == SOFTWARE_UPDATE_PHASE.number:
        known = signal.value in set(UpdatePhase)
        return _spoken(UpdatePhase(int(signal.value))) if known else "unknown"
    factor, unit = scale(signal.unit)
    return f"{number(signal.value * factor)} {unit}".rstrip()
