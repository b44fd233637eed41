"""`vdg score`: what was concluded against what was true."""

import sys
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import FILE, FOLDER, finished
from gateway.demo.score.run import ScoreOptions, print_score
from gateway.wiring.logs import set_up_logs

SCORE = """Hold what the gateway concluded against what was really wrong.

\b
  vdg demo --for 100 && vdg score --data .vdg/demo
  vdg simulate … --report truth.json, then
  vdg score --truth truth.json --database postgresql://…

The simulated cars leave behind what was wrong with each of them, what a specialist
would have said, and what every intervention really did. The gateway never sees it. The
score says how many faults were seen and judged, who was told too little or too much,
how soon, which remedies truly helped or only hid the fault, whether workshops with the
right skills were booked, and which cases were about nothing. The headline is the number
of cars that must stop and were not told so.
"""  # \b as above


@click.command(help=SCORE)
@click.option("--truth", type=FILE, help="Of a fleet.  [DATA/fleet/truth.json]")
@click.option("--data", type=FOLDER, help="Of a demo, or of a gateway with its own database.")
@click.option("--database", help="postgresql://…; instead of the embedded one of --data.")
@click.option("--json", type=FILE, help="Write the figures there too.")
def score(**given: Any) -> None:
    """See SCORE."""
    set_up_logs(quiet=True)
    sys.exit(finished(lambda: print_score(ScoreOptions(**given), Console())))
