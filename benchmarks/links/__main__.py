"""Command line of the link benchmark: `python -m benchmarks.links --help`."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.links.plan import LONGEST_RECONNECT_S, Ask, InvalidPlan, make_plan
from benchmarks.links.run import Options, Outcome, run
from benchmarks.links.table import LEGEND, table
from benchmarks.links.verdict import broken_laws
from gateway.demo.world import clear
from gateway.domain.errors import GatewayError
from simulator.links.profiles import PROFILES
from simulator.links.tun_device import TunUnavailable, obstacle

SPEED, TUN_SPEED = 4.0, 3.0
WALL_S = 300.0
START_S = 1_772_434_800.0  # Monday 2 March 2026, 7:00 UTC: the weather depends on it

ABOUT = f"""Does anything get lost or doubled on a bad link? Every link profile, real parts.

For each profile 20 cars drive behind such a link, each with ten faults one after another, and
each loses its link some times for four to seven times the longest reconnect interval
({LONGEST_RECONNECT_S:.0f} s), on top of what the profile does by itself. Meanwhile the gateway
gives every car commands. All share one embedded broker, one database and one `vdg serve`. One
more group, on home_no_signal, has so small an outbox that it must thin out and give up
telemetry, which then has to be accounted for.

Afterwards both sides are counted independently: the cars' SQLite files (what was committed on
board, executed, still waiting), and the rows of the gateway's PostgreSQL. The exit status is 1
when a law is broken: a fault report that did not arrive exactly once, a command executed
twice, a sample lost without account.

The world runs faster than the wall, and delays are in seconds of the world: what the gateway
itself takes of the wall's time counts {SPEED:g}-fold in them.

With --tun all cars sit in a network of their own behind a link of real IP packets (300 ms each
way, 10 % loss in bursts) that is cut four times; the kernel's TCP sends again. That needs root
and /dev/net/tun.

\b
  python -m benchmarks.links
  python -m benchmarks.links --profiles good,rural_edge --seconds 90
  sudo .venv/bin/python -m benchmarks.links --tun

The last line is one JSON object: {{"seed", "profiles": {{NAME: {{...}}}}}}.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT)
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same plan.")
@click.option("--tun", is_flag=True, help="All of it through a TUN link; needs root.")
@click.option(
    "--profiles", default=",".join(PROFILES), help="Names with commas between.  [default: all]"
)
@click.option("--cars", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--faults", type=click.IntRange(min=1), default=200, show_default=True)
@click.option(
    "--commands", type=click.IntRange(min=1), default=5, show_default=True, help="A car."
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help=f"World seconds a wall second.  [default: {SPEED:g}, with --tun {TUN_SPEED:g}]",
)
@click.option(
    "--seconds",
    "wall_s",
    type=click.FloatRange(min=10),
    default=WALL_S,
    show_default=True,
    help="Of the wall, that the cars drive; then their outboxes are emptied.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep databases and logs here.  [default: nowhere]",
)
def links(  # noqa: PLR0917 - click passes options by name
    seed: int,
    tun: bool,  # noqa: FBT001 - click passes options by name
    profiles: str,
    cars: int,
    faults: int,
    commands: int,
    speed: float | None,
    wall_s: float,
    data: Path | None,
) -> None:
    """`python -m benchmarks.links`"""
    if tun and (reason := obstacle()):
        raise click.ClickException(reason)
    speed = speed or (TUN_SPEED if tun else SPEED)
    options = Options(speed=speed, wall_s=wall_s, commands=commands, tun=tun)
    ask = Ask(
        seed=seed,
        profiles=tuple(profiles.split(",")),
        cars=cars,
        faults=faults,
        start_s=START_S,
        lasts_s=options.lasts_s,
    )
    click.echo(f"The world runs {speed:g} times faster than the wall.")
    click.echo("Drawing faults, and trying out which of them show in these cars...")
    try:
        plan = make_plan(ask)
        with _folder(data) as folder:
            outcome = asyncio.run(run(plan, options, folder, click.echo))
    except (InvalidPlan, TunUnavailable, GatewayError) as error:
        raise click.ClickException(str(error)) from error
    sys.exit(_conclude(outcome, seed))


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        clear(data.absolute())
        yield data.absolute()
        return
    with TemporaryDirectory(prefix="links-") as name:
        yield Path(name)


def _conclude(outcome: Outcome, seed: int) -> int:
    click.echo(f"\n{table(outcome.lines)}\n\n{LEGEND}\n")
    for remark in outcome.remarks:
        click.echo(remark)
    broken = outcome.flaws + [law for line in outcome.lines for law in broken_laws(line)]
    for law in broken:
        click.echo(f"BROKEN: {law}")
    if not broken:
        click.echo("Nothing lost, nothing doubled, every sample accounted for.")
    named = [line for line in outcome.lines if line.name == line.profile]
    profiles = {line.name: line.published() for line in named}
    click.echo(json.dumps({"seed": seed, "profiles": profiles}))
    return 1 if broken else 0


if __name__ == "__main__":
    links()
