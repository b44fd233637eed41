"""`vdg demo`: the whole product on this machine alone."""

import sys
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import FILE, FOLDER, finished
from gateway.demo.options import DemoOptions
from gateway.demo.run import demo as run_demo
from gateway.settings import DEFAULT_DATA
from gateway.wiring.logs import set_up_logs


@click.command()
@click.option("--vehicles", default=25, show_default=True, help="How many cars.")
@click.option(
    "--for",
    "seconds",
    default=0.0,
    show_default=True,
    help="Seconds of the wall to run, then compare both sides; 0 runs until Ctrl-C.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed, the same story.")
@click.option(
    "--speed",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="How many times faster than the wall the simulated world runs.",
)
@click.option("--report", type=FILE, help="Write the comparison there, as JSON.")
@click.option("--data", type=FOLDER, default=DEFAULT_DATA / "demo", show_default=True)
@click.option("--resume", is_flag=True, help="Go on with what the data folder holds.")
@click.option("--port", default=8080, show_default=True, help="Of the console, if it is free.")
@click.option(
    "--browser/--no-browser", default=True, help="Open the console where there is a screen."
)
def demo(**given: Any) -> None:
    """See the whole product at work, on this machine alone.

    Starts a broker, a database, the gateway and a fleet of simulated cars on good and bad
    links. Faults begin within the first minute. Ctrl-C ends everything and compares what the
    cars know with what the store holds; the exit status is 0 when nothing was lost, nothing
    doubled, no fault missed, and nothing touched that must never be touched.
    """
    set_up_logs(quiet=True)
    sys.exit(finished(lambda: run_demo(DemoOptions(**given), Console())))
