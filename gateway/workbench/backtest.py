"""Stored history judged again: what would have come out otherwise."""

import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import track

from gateway.domain.errors import NothingToSee
from gateway.domain.finding import Finding
from gateway.domain.vin import Vin
from gateway.store.history import History, KnownVehicle
from gateway.store.surveys import PostgresSurveyBook
from gateway.triage.judge import judge
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window
from gateway.wiring.reach import stored_data
from gateway.workbench.change import Changed, Openings, change_table, compare, matters, note
from gateway.workbench.days import survey_days
from gateway.workbench.shelf import read_rulebook

SLICE: Final = timedelta(hours=6)
"""Read at once of one vehicle: about 3 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestOptions:
    """Moments are UTC without a zone, as a shell gives them."""

    since: datetime
    until: datetime | None
    vins: Sequence[str] = ()
    folder: Path | None
    data: Path
    database: str | None

    @property
    def vehicles(self) -> list[Vin]:
        return [Vin(vin) for vin in self.vins]

    def stretch(self, newest: Iterable[datetime | None]) -> tuple[datetime, datetime]:
        """Until `newest` at least, as a simulated world may be ahead of the clock on the wall.

        Raises `NothingToSee`.
        """
        since, now = self.since.replace(tzinfo=UTC), datetime.now(UTC)
        until = max([now, *(one for one in newest if one is not None)])
        if self.until is not None:
            until = self.until.replace(tzinfo=UTC)
        if until <= since:
            raise NothingToSee(_between(since, until))
        return since, until


@dataclass(slots=True)
class Replayed:
    """What rulebooks made of the same history; `heard`: from the first report to the last."""

    opened: list[Openings]
    stored: Openings = field(default_factory=dict)
    vehicles: int = 0
    reports: int = 0
    vehicle_days: float = 0.0
    took_s: float = 0.0


async def print_backtest(options: BacktestOptions, console: Console) -> int:
    """Today's judgement against what was found when it happened."""
    rulebook = read_rulebook(options.folder)
    replayed = await replay([rulebook], options, console)
    changed = compare(replayed.stored, replayed.opened[0], matters([rulebook]))
    console.print(change_table(changed, "when it happened", rulebook.version))
    console.print(_figures(replayed), style="dim")
    print_figures(replayed, changed, console)
    return 0


async def replay(
    rulebooks: Sequence[Rulebook], options: BacktestOptions, console: Console
) -> Replayed:
    """Every vehicle's reports once, judged by each rulebook, and its days.

    Raises `NothingToSee` when there are none, nor days of which something is found.
    """
    replayed, began = Replayed([{} for _ in rulebooks]), time.monotonic()
    async with stored_data(options.data, options.database) as pool:
        history = History(pool)
        vehicles = await history.vehicles(options.vehicles)
        since, until = options.stretch([await history.newest(one) for one in vehicles])
        for vehicle in track(vehicles, "judging again", console=console, transient=True):
            await _replay_vehicle(history, rulebooks, vehicle, (since, until), replayed)
        book, vins = PostgresSurveyBook(pool), [one.vin for one in vehicles]
        for opened, rulebook in zip(replayed.opened, rulebooks, strict=True):
            async for one in survey_days(book, rulebook, vins, (since, until)):
                note(opened, one)
    if not (replayed.reports or any(replayed.opened)):
        raise NothingToSee(_between(since, until))
    replayed.took_s = time.monotonic() - began
    return replayed


def _between(since: datetime, until: datetime) -> str:
    return f"nothing was heard between {since:%Y-%m-%d %H:%M} and {until:%Y-%m-%d %H:%M} UTC"


async def _replay_vehicle(
    history: History,
    rulebooks: Sequence[Rulebook],
    vehicle: KnownVehicle,
    stretch: tuple[datetime, datetime],
    replayed: Replayed,
) -> None:
    new = Window(vehicle_type=vehicle.vehicle_type)
    windows: list[Mapping[Vin, Window]] = [{vehicle.vin: new} for _ in rulebooks]
    first = last = None
    async for heard in _slices(history, vehicle, rulebooks, stretch):
        for place, rulebook in enumerate(rulebooks):
            judged = judge(rulebook, windows[place], heard)
            windows[place] = {**windows[place], **judged.windows}
            for one in judged.findings:
                if isinstance(one, Finding) and one.at > stretch[0]:
                    note(replayed.opened[place], one)
        replayed.reports += len(heard)
        first, last = first or heard[0].at, heard[-1].at
    if first is not None and last is not None:
        replayed.vehicles += 1
        replayed.vehicle_days += (last - first) / timedelta(days=1)
    for stored in await history.findings(vehicle, *stretch):
        note(replayed.stored, stored)


async def _slices(
    history: History,
    vehicle: KnownVehicle,
    rulebooks: Sequence[Rulebook],
    stretch: tuple[datetime, datetime],
) -> AsyncIterator[list[Any]]:
    """Begins early enough that the first moment is judged with full windows."""
    since, until = stretch
    begin = since - max(rulebook.span for rulebook in rulebooks)
    memories = True
    while begin < until:
        end = min(begin + SLICE, until)
        heard = await history.heard(vehicle, begin, end, memories=memories)
        if heard:
            memories = False
            yield heard
        begin = end


def _figures(replayed: Replayed) -> str:
    speed = replayed.vehicle_days * 86_400 / replayed.took_s if replayed.took_s else 0.0
    return (
        f"{replayed.reports:,} reports of {replayed.vehicles} vehicles, "
        f"{replayed.vehicle_days:.2f} vehicle-days in {replayed.took_s:.1f} s: "
        f"{speed:,.0f} times as fast as it happened"
    )


def print_figures(replayed: Replayed, changed: Changed, console: Console) -> None:
    """For machines: the last line."""
    line = json.dumps(as_json(replayed, changed))
    console.print(line, soft_wrap=True, highlight=False, markup=False)


def as_json(replayed: Replayed, changed: Changed) -> dict[str, Any]:
    """The figures by name."""
    took = {
        "vehicles": replayed.vehicles,
        "vehicle_days": round(replayed.vehicle_days, 3),
        "reports": replayed.reports,
        "seconds": round(replayed.took_s, 2),
    }
    return took | changed.figures
