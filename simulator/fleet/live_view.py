"""What a fleet does at this moment: a picture in a terminal, lines of JSON anywhere else."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import click
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from simulator.fleet.fleet import Fleet

EVERY_S: Final = 1.0

Figures = dict[str, Any]


async def show(fleet: Fleet) -> None:
    """Until cancelled, once a second."""
    console = Console()
    if not console.is_terminal:
        await _feed(fleet)
    with Live(console=console, auto_refresh=False, transient=False) as live:
        pace = Pace()
        async for figures in _moments(fleet):
            live.update(picture(figures, fleet.link_states(), pace.of(figures)), refresh=True)


async def _feed(fleet: Fleet) -> None:
    async for figures in _moments(fleet):
        click.echo(json.dumps(figures))


async def _moments(fleet: Fleet) -> AsyncIterator[Figures]:
    started = time.monotonic()
    while True:
        yield {"t": round(time.monotonic() - started, 1), **await fleet.figures()}
        await asyncio.sleep(EVERY_S)


@dataclass(slots=True)
class Pace:
    """How fast two counters grow, from one look to the next."""

    _last: Figures = field(default_factory=dict)

    def of(self, figures: Figures) -> dict[str, float]:
        """Per second: `published`, `acked`; 0 at the first look."""
        last, self._last = self._last or figures, figures
        span = figures["t"] - last["t"]
        return {
            name: (figures[name] - last[name]) / span if span else 0.0
            for name in ("published", "acked")
        }


def picture(
    figures: Figures, links: Mapping[str, Mapping[str, int]], pace: Mapping[str, float]
) -> Panel:
    """`links`: by profile `cars`, `online`, `down`; `pace` is a second of the wall."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    rows: list[tuple[object, str, str]] = [
        (figures["online"], "cars online", f"of {figures['vehicles']}"),
        (figures["published"], "reports made", f"{pace['published']:.0f} a second"),
        (figures["acked"], "acknowledged (PUBACK)", f"{pace['acked']:.0f} a second"),
        (figures["backlog"], "wait on board", ""),
        (figures["faults_set"], "trouble codes set", "the truth"),
        (figures["commands_executed"], "commands executed", ""),
        (figures["power_failures"], "power failures", ""),
    ]
    for value, name, remark in rows:
        table.add_row(str(value), name, Text(remark, style="dim"))
    title = f"Simulated cars after {figures['t']:.0f} s"
    return Panel(Group(table, Text(), _links(links)), title=title, padding=(1, 2))


def _links(links: Mapping[str, Mapping[str, int]]) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2))
    table.add_column("link profile")
    for heading in ("cars", "online", "link down"):
        table.add_column(heading, justify="right")
    for name, state in sorted(links.items()):
        table.add_row(name, str(state["cars"]), str(state["online"]), str(state["down"]))
    return table
