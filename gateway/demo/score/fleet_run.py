"""`vdg score --vehicles …`: a fleet that has never been, driven, judged and scored."""

from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from gateway.demo.score.fleet_parts import FleetOptions, Judged, joined, judge_parts
from gateway.demo.score.run import tell
from gateway.demo.score.score import score


def score_fleet(options: FleetOptions, path: Path | None, console: Console) -> int:
    """Raises `GatewayError` when the fleet cannot be recorded."""
    began = monotonic()
    truth, conclusions = joined(_judged(options))
    found = score(truth, conclusions)
    took_s = monotonic() - began
    speed = f"{found.vehicle_days:.1f} days of a car in {took_s:.0f} s"
    console.print(f"{speed}: {found.vehicle_days / took_s:.3f} a second")
    tell(found, console, path)
    return 0


def _judged(options: FleetOptions) -> list[Judged]:
    """With progress on standard error."""
    with _progress() as progress:
        task = progress.add_task("recorded and judged", total=options.vehicles)
        parts = []
        for part in judge_parts(options):
            parts.append(part)
            progress.advance(task, part[0].vehicles)
    return parts


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("cars"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
