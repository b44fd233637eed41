"""The live view of the demo in a terminal: the loop turning, in figures."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway.store.audit import Tally


def view(figures: Mapping[str, Any], tally: Tally, banner: Mapping[str, str]) -> Panel:
    """One picture of the moment."""
    rows: list[RenderableType] = [_banner(banner), Text(), _loop(figures, tally)]
    return Panel(Group(*rows), title="Remote vehicle diagnostics, demo", padding=(1, 2))


def line(figures: Mapping[str, Any], tally: Tally) -> str:
    """The same as one line, for logs."""
    cells = [f"{name} {value}" for name, value, _ in _cells(figures, tally)]
    return ", ".join(cells)


def _banner(banner: Mapping[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in banner.items():
        table.add_row(Text(name, style="dim"), Text(value, overflow="fold"))
    return table


def _loop(figures: Mapping[str, Any], tally: Tally) -> Table:
    table = Table(box=None, padding=(0, 3), show_header=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="dim")
    for name, value, remark in _cells(figures, tally):
        table.add_row(str(value), name, remark)
    return table


def _cells(figures: Mapping[str, Any], tally: Tally) -> list[tuple[str, object, str]]:
    remedies = tally.remedies
    return [
        ("cars online", figures.get("online", "…"), f"of {figures.get('vehicles', '…')}"),
        ("messages from the cars", figures.get("published", "…"), "committed on board"),
        ("messages stored", tally.reports, f"{tally.refused_frames} frames refused"),
        ("faults broken into cars", figures.get("faults_set", "…"), "the truth"),
        ("faults seen", tally.faults, "by the gateway"),
        ("verdicts", tally.verdicts, f"in {tally.cases} cases"),
        ("remedies tried", remedies["tried"], f"{remedies['refused']} refused"),
        ("remedies proved", remedies["verified"], "the car itself has shown it"),
        ("remedies relapsed", remedies["relapsed"], f"{remedies['unverifiable']} unverifiable"),
        ("appointments booked", tally.appointments_booked, ""),
        ("never-reset violations", tally.never_reset_violations, "must be 0"),
    ]
