"""What rulebooks say of every vehicle now: at its newest report, by what is stored."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from gateway.domain.vin import Vin
from gateway.store.history import History, KnownVehicle
from gateway.triage.fleet_judge import AT_ONCE, judge_fleet
from gateway.triage.instant import to_time
from gateway.triage.judge import rebuild
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window
from gateway.wiring.reach import stored_data
from gateway.workbench.change import Changed, Opening, Openings

ROUNDED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOptions:
    """Of these vehicles, or of all without any."""

    vins: Sequence[str] = ()
    data: Path
    database: str | None


@dataclass(slots=True)
class Standing:
    """By rulebook, what is true of whom; `judging_s`: what the judging alone has taken."""

    true: list[Openings]
    vehicles: int = 0
    took_s: float = 0.0
    judging_s: float = 0.0


async def stand(
    rulebooks: Sequence[Rulebook], options: StandingOptions, console: Console
) -> Standing:
    """Rules over days are left out: they look at nights, not at a moment."""
    standing, began = Standing([{} for _ in rulebooks]), time.monotonic()
    async with stored_data(options.data, options.database) as pool:
        history = History(pool)
        known = await history.vehicles([Vin(vin) for vin in options.vins])
        steps = range(0, len(known), AT_ONCE)
        for first in track(steps, "looking at all", console=console, transient=True):
            windows = await _windows(history, rulebooks, known[first : first + AT_ONCE])
            _judge(rulebooks, windows, standing)
    standing.took_s = time.monotonic() - began
    return standing


async def _windows(
    history: History, rulebooks: Sequence[Rulebook], vehicles: Sequence[KnownVehicle]
) -> list[dict[Vin, Window]]:
    """By rulebook, as a gateway that went by it would have them."""
    span = max(rulebook.span for rulebook in rulebooks)
    windows: list[dict[Vin, Window]] = [{} for _ in rulebooks]
    for vehicle in vehicles:
        newest = await history.newest(vehicle)
        if newest is not None:
            heard = await history.heard(vehicle, newest - span, newest)
            for own, rulebook in zip(windows, rulebooks, strict=True):
                own[vehicle.vin] = rebuild(rulebook, {}, heard, vehicle.vehicle_type)
    return windows


def _judge(
    rulebooks: Sequence[Rulebook], windows: Sequence[Mapping[Vin, Window]], standing: Standing
) -> None:
    began = time.monotonic()
    for true, rulebook, own in zip(standing.true, rulebooks, windows, strict=True):
        true |= {
            (vin, rule.id): Opening(rule.judged_severity, to_time(own[vin].now_ms))
            for vin, rule in judge_fleet(rulebook, own)
        }
    standing.judging_s += time.monotonic() - began
    standing.vehicles += len(windows[0])


def print_standing(standing: Standing, changed: Changed, console: Console) -> None:
    """For machines: the last line."""
    figures = {
        "vehicles": standing.vehicles,
        "seconds": round(standing.took_s, ROUNDED),
        "judging_seconds": round(standing.judging_s, ROUNDED),
        **changed.figures,
    }
    console.print(json.dumps(figures), soft_wrap=True, highlight=False, markup=False)
