"""Which signals share a chart, and under which heading the charts stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gateway.domain.signal import ODOMETER, SOFTWARE_UPDATE_PHASE, VEHICLE_PHASE
from gateway.pipeline.views import SignalValue
from gateway.web.words.quantity import scale

# The tens of a signal's number on the wire name its system (proto/v1/signals.proto).
_SYSTEMS = (
    "Driving",
    "12 V battery",
    "High-voltage battery",
    "Drive",
    "Thermal management",
    "Tyres and brakes",
    "Infotainment and telematics",
    "Engine",
    "Fuel",
    "Exhaust",
    "Transmission",
)
_OTHERS = "Other"
_SHARED = {"tyre_pressure_": "Tyre pressure"}
_NO_CHART = {VEHICLE_PHASE.number, ODOMETER.number, SOFTWARE_UPDATE_PHASE.number}


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing; `signals` share its unit."""

    id: str
    title: str
    unit: str
    signals: tuple[SignalValue, ...]


@dataclass(frozen=True, slots=True)
class ChartGroup:
    title: str
    charts: tuple[Chart, ...]


def chart_groups(signals: Sequence[SignalValue]) -> list[ChartGroup]:
    """The charts of what the vehicle has sent, in the order of the wire's numbers."""
    drawn = sorted((s for s in signals if s.number not in _NO_CHART), key=lambda s: s.number)
    return [
        ChartGroup(title, tuple(_charts(list(members))))
        for title, members in groupby(drawn, key=lambda s: system(s.number))
    ]


def system(number: int) -> str:
    return _SYSTEMS[number // 10] if number // 10 < len(_SYSTEMS) else _OTHERS


def _charts(signals: Sequence[SignalValue]) -> list[Chart]:
    return [_chart(list(members)) for _, members in groupby(signals, key=_chart_id)]


def _chart(signals: Sequence[SignalValue]) -> Chart:
    first = signals[0]
    return Chart(
        id=_chart_id(first),
        title=_shared_title(first) or first.title,
        unit=scale(first.unit)[1],
        signals=tuple(signals),
    )


def _chart_id(signal: SignalValue) -> str:
    prefix = next((p for p in _SHARED if signal.name.startswith(p)), None)
    return (prefix or signal.name).strip("_").replace("_", "-")


def _shared_title(signal: SignalValue) -> str | None:
    return next((t for p, t in _SHARED.items() if signal.name.startswith(p)), None)
