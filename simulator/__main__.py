"""Command line of the simulated world: `python -m simulator --help`."""

import asyncio
import json
import logging
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
import structlog
from rich.console import Console

from simulator.days.choice import BUSY, DAYS
from simulator.faults import overview
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.fleet.account import InvalidData
from simulator.fleet.fault_plan import InvalidFaultPlan
from simulator.fleet.orders import DEFAULT_VEHICLES, Wishes, take_orders
from simulator.fleet.sockets import TooFewSockets
from simulator.fleet.tour import data_folder, drive, transcript_of
from simulator.garage.garage import InvalidGarage, draw_garage, write_garage
from simulator.idle_options import refuse_idle
from simulator.links.mix import DEFAULT_MIX, InvalidMix
from simulator.links.profiles import PROFILES
from simulator.links.table import link_table, markdown
from simulator.option_group import GroupedCommand, GroupedOption
from simulator.recorder.command import record_fleet
from simulator.replay.options import replay_options
from simulator.replay.request import replay, take_request
from simulator.scenario.rehearsal import contents
from simulator.scenario.rehearsal import rehearse as rehearsal
from simulator.scenario.section import InvalidScenario
from simulator.scenario.shelf import find

log = structlog.get_logger()

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
VEHICLES = click.IntRange(1, 100_000)
UNFIT = (
    *(InvalidData, InvalidFaultPlan, InvalidGarage, InvalidMix, InvalidScenario),
    TooFewSockets,
)
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


ABOUT = """Cars that do not exist, on networks that are as bad as real ones.

They drive against any MQTT broker. What a car knows and sends is its own; what is really wrong
with it is written to the report alone, so that a gateway can be judged by it.
"""

SIMULATE = """Drive cars against a broker, and give account of it.

\b
Any broker, no preparation; the cars are drawn from the seed:
  vdg simulate --vehicles 100 --broker mqtt://127.0.0.1:1883
Load: ten thousand cars on a good network, for one minute:
  vdg simulate --vehicles 10000 --profile-mix good=1 --for 60 --broker mqtt://broker:1883
Bad networks, the same for every contender:
  vdg simulate --profile-mix rural_edge=0.5,half_open_tcp=0.5 --seed 3 --broker ...
A broker that wants names: {vin} is replaced by each car's own
  vdg simulate --broker 'mqtt://{vin}:secret@broker:1883'
Your own gateway, with cars that it knows and commands that the cars obey:
  vdg garage --vehicles 25 --out vehicles.json
  vdg simulate --garage vehicles.json --credentials credentials.json
    --command-key command.pub --data cars --broker mqtt://broker:1883
With certificates, as vehicles in earnest have them:
  vdg simulate --garage vehicles.json --certificates .vdg/vehicles
    --command-key .vdg/command.pub --broker mqtts://127.0.0.1:8883
A recorded drive, ten times as fast; without --map one is proposed:
  vdg simulate --replay drive.csv --map columns.toml --speed 10 --broker ...

Live figures go to standard output: a picture in a terminal, else one line of JSON each second.
The log goes to standard error. At the end no new telemetry is made, all links come up, and the
outboxes are emptied (60 s and 20 ms a car at most) before the report is written.
"""  # \b: click leaves the lines of that paragraph as they are

fleet_option = partial(click.option, cls=GroupedOption, group="Fleet")
broker_option = partial(click.option, cls=GroupedOption, group="Broker")
world_option = partial(click.option, cls=GroupedOption, group="World")
record_option = partial(click.option, cls=GroupedOption, group="Records")


@click.group(help=ABOUT, context_settings=SETTINGS)
def simulator() -> None:
    """`python -m simulator`"""


@simulator.command()
@click.option("--vehicles", type=VEHICLES, default=DEFAULT_VEHICLES, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same cars.")
@click.option("--out", type=OUTPUT, default=Path("garage.json"), show_default=True)
def garage(vehicles: int, seed: int, out: Path) -> None:
    """Invent cars with their owners and write them as JSON.

    Telephone numbers come from the ranges that are kept for fiction, where a country has one.
    """
    write_garage(draw_garage(vehicles, seed), out)
    click.echo(f"{vehicles} cars in {out}", err=True)


@simulator.command()
@click.option("--markdown", "as_markdown", is_flag=True, help="For a document.")
def links(*, as_markdown: bool) -> None:
    """Show the link profiles: the situation that each models, with its figures.

    Mix them with `simulate --profile-mix NAME=WEIGHT,...`. All times are those of the world.
    """
    if as_markdown:
        click.echo(markdown())
    else:
        Console().print(link_table())


@simulator.command()
@click.argument("cause", required=False)
@click.option("--markdown", "as_markdown", is_flag=True, help="For a document.")
def faults(cause: str | None, *, as_markdown: bool) -> None:
    """List the root causes: what can be wrong with a car.

    With CAUSE: how that one shows, what truly helps, and what a specialist would say. Plant
    them with `simulate --faults FILE`, or in a scenario.
    """
    if as_markdown:
        click.echo(overview.markdown())
    elif cause is None:
        Console().print(overview.cause_table())
    elif (known := root_causes().get(RootCauseId(cause))) is not None:
        Console().print(overview.cause_card(known))
    else:
        raise click.ClickException(f"there is no root cause {cause}; see `faults`")


@simulator.command()
@click.argument("scenario", required=False)
@click.option("--garage", "cars", type=OUTPUT, help="Write its cars there, as `garage` does.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def rehearse(scenario: str | None, cars: Path | None, *, as_json: bool) -> None:
    """Read a scenario through: what will happen in it, in order, without playing it.

    SCENARIO is a file, or the name of a shipped one; without it, those are listed.
    """
    try:
        if scenario is None:
            click.echo(contents())
        else:
            click.echo(rehearsal(find(scenario), cars, as_json=as_json))
    except (InvalidScenario, OSError) as error:
        raise click.ClickException(str(error)) from error


@simulator.command(cls=GroupedCommand, help=SIMULATE)
@fleet_option(
    "--scenario",
    help="A story instead: cars, days, links and faults from a TOML file, or the name of a "
    "shipped one; see `rehearse`. `vdg simulate --scenario` without --broker plays it against "
    "the whole product, chaos included, and judges; see its own --help.",
)
@fleet_option(
    "--vehicles", type=VEHICLES, help=f"How many, drawn from the seed. [{DEFAULT_VEHICLES}]"
)
@fleet_option("--garage", type=INPUT, help="These cars instead; a file that `garage` wrote.")
@fleet_option("--seed", type=int, default=7, show_default=True, help="Same seed, same story.")
@fleet_option(
    "--command-key",
    type=INPUT,
    help="PEM of the Ed25519 public key that commands are checked against; without it every "
    "command is refused (no_key).",
)
@replay_options
@broker_option(
    "--broker", help="mqtt://host:port or mqtts://host:port; user:password@ before the host."
)
@broker_option(
    "--certificates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with VIN.pem for each car: key and certificate, as from `vdg enroll`.",
)
@broker_option(
    "--ca",
    type=INPUT,
    help="PEM of whom to trust with mqtts. [ca.crt in --certificates, or the machine's own]",
)
@broker_option(
    "--credentials",
    type=INPUT,
    help='JSON: {"VIN": "password"}; the user name is the VIN. Without it, and without a user '
    "in the URL, the cars connect anonymously.",
)
@world_option(
    "--profile-mix",
    default=DEFAULT_MIX,
    show_default=True,
    help=f"Shares of link profiles, see `links`: {', '.join(PROFILES)}.",
)
@world_option(
    "--day",
    type=click.Choice(list(DAYS)),
    default=BUSY,
    show_default=True,
    help="What the cars do all day: short trips in time lapse, or the week of a commuter.",
)
@world_option(
    "--faults",
    type=INPUT,
    help="Plant just these instead of drawn ones: a JSON list of [VIN or place of the car, "
    "root cause, seconds after the start]; `faults` lists the causes.",
)
@world_option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="World seconds a wall second. Latencies, outages and deadlines scale with it.",
)
@world_option("--wall-origin", type=float, help="Unix time at which ... [default: now]")
@world_option("--world-origin", type=float, help="... the world's clock shows this. [same]")
@world_option(
    "--for",
    "wall_s",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Wall seconds to drive before the outboxes are flushed; 0: until SIGTERM or Ctrl-C.",
)
@record_option(
    "--data",
    type=FOLDER,
    help="Outboxes, ledgers and the truth. Run again with the same folder to go on. Without "
    "it, a temporary folder that is removed at the end.",
)
@record_option("--report", type=OUTPUT, default=Path("sim.json"), show_default=True)
@record_option(
    "--transcript",
    type=OUTPUT,
    help="Write down what happens, a JSON object a line with the world's time: boot, session, "
    "link, phase, fault_began, code_set, fault_ended, power_lost, command_executed and more. "
    "VINs stand there in full: they are invented.",
)
@record_option("--verbose", is_flag=True, help="Log every session that ends.")
@click.pass_context
def simulate(
    ctx: click.Context,
    /,
    *,
    data: Path | None,
    report: Path,
    transcript: Path | None,
    verbose: bool,
    log_file: Path | None,
    columns: Path | None,
    vin: str | None,
    dry_run: bool,
    **given: Any,
) -> None:
    """See SIMULATE."""
    refuse_idle(ctx)
    _log_to_stderr(logging.DEBUG if verbose else logging.INFO)
    try:
        if log_file is not None:
            asked = {"columns": columns, "vin": vin, "dry_run": dry_run}
            asyncio.run(replay(take_request(log_file, data, given | asked)))
            return
        with data_folder(data) as folder:
            orders = take_orders(Wishes(**given), folder)
            with transcript_of(orders, transcript) as told:
                account = asyncio.run(drive(orders, told))
    except (*UNFIT, OSError) as error:
        raise click.ClickException(str(error)) from error
    report.write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    log.info("report written", file=report.name, left=account["messages_left_on_board"])


def _log_to_stderr(level: int) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # udsoncan tells of every component that is silent; the unit reports what matters of it.
    logging.getLogger("UdsClient").setLevel(logging.CRITICAL)


simulator.add_command(record_fleet, "record")

if __name__ == "__main__":
    simulator(prog_name="python -m simulator")
