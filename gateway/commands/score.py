"""`vdg score`: what was concluded against what was true."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import CONTEXT, FILE, FOLDER, finished, told
from gateway.demo.score.fleet_parts import FleetOptions
from gateway.demo.score.fleet_run import score_fleet
from gateway.demo.score.run import ScoreOptions, print_score
from gateway.wiring.logs import set_up_logs

WIDE = 160
DAYS = ("busy", "commuter")
"""As the simulator names them."""

SCORE = """Hold what the gateway concluded against what was really wrong.

\b
A fleet that drives for the score alone, as fast as this machine allows:
  vdg score --vehicles 200 --seed 11
  vdg score --vehicles 1000 --days 1 --faulty-share 0 --profile-mix rural_edge=1
What a demo, or a fleet beside your own gateway, has left behind:
  vdg demo --for 100 && vdg score --data .vdg/demo
  vdg simulate … --report truth.json, then
  vdg score --truth truth.json --database postgresql://…

The simulated cars leave behind what was wrong with each of them, what a specialist
would have said, and what every intervention really did. The gateway never sees it. The
score says how many faults were seen and judged, whether the true cause was named, who was
told too little or too much, how soon, which remedies truly helped or only hid the fault,
whether workshops with the right skills were booked, and which cases were about nothing.
The headline is the number of cars that must stop and were not told so; the last line is
one JSON object. docs/how-to/score.md defines every figure.
"""  # \b as above


@click.command(help=SCORE, context_settings=CONTEXT)
@click.option("--truth", type=FILE, help="Of a fleet.  [DATA/fleet/truth.json]")
@click.option("--data", type=FOLDER, help="Of a demo, or of a gateway with its own database.")
@click.option("--database", help="postgresql://…; instead of the embedded one of --data.")
@click.option("--json", type=FILE, help="Write all figures there.")
@click.option(
    "--vehicles", type=click.IntRange(1, 100_000), help="Drive so many cars, and score them."
)
@click.option("--seed", default=7, show_default=True, help="Same seed, same cars and faults.")
@click.option("--profile-mix", help="Shares of link profiles, as for vdg simulate.")
@click.option(
    "--days",
    type=click.FloatRange(0, min_open=True),
    default=0.2,
    show_default=True,
    help="How long each car drives; some faults take three hours to show.",
)
@click.option(
    "--faulty-share",
    type=click.FloatRange(0, 1),
    default=0.6,
    show_default=True,
    help="Of the cars; all root causes come about equally often.",
)
@click.option(
    "--day",
    type=click.Choice(DAYS),
    default=DAYS[0],
    show_default=True,
    help="Short trips in time lapse, or a commuter's week as it is.",
)
@click.option(
    "--updates-a-month",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="Software updates that go well, of each car; none of them is a case.",
)
@click.option("--jobs", type=click.IntRange(1), help="Parts at a time.  [one a processor]")
def score(
    *,
    truth: Path | None,
    data: Path | None,
    database: str | None,
    json: Path | None,
    vehicles: int | None,
    jobs: int | None,
    **fleet: Any,
) -> None:
    """See SCORE."""
    set_up_logs(quiet=True)
    if vehicles is None:
        options = ScoreOptions(truth=truth, data=data, database=database, json=json)
        sys.exit(finished(lambda: print_score(options, _paper())))
    if truth or data or database:
        raise click.UsageError("--vehicles drives a fleet of its own; leave the others out")
    wanted = FleetOptions(vehicles=vehicles, jobs=jobs or os.cpu_count() or 1, **fleet)
    sys.exit(told(lambda: score_fleet(wanted, json, _paper())))


def _paper() -> Console:
    """A file is as wide as the tables are."""
    return Console() if sys.stdout.isatty() else Console(width=WIDE)
