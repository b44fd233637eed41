"""Command line of the simulated world: `python -m simulator --help`."""

import asyncio
import json
import logging
import resource
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import click
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from simulator.account import InvalidData
from simulator.fleet import Fleet, Orders
from simulator.garage import InvalidGarage, draw_garage, read_garage, write_garage
from simulator.links.mix import DEFAULT_MIX, InvalidMix, Mix
from simulator.links.profile import PROFILES
from simulator.world_clock import WorldClock

DEFAULT_PORT = 1883

log = structlog.get_logger()

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


ABOUT = """Cars that do not exist, on networks that are as bad as real ones.

First invent people and their cars, then let them drive against an MQTT broker:

\b
  python -m simulator garage --vehicles 25 --seed 7 --out garage.json
  python -m simulator run --broker mqtt://127.0.0.1:1883 --garage garage.json
    --credentials credentials.json --command-key command.pub --data data --for 120

What the cars know and send is theirs; what is really wrong with them is written to the
report alone, so that a gateway can be judged by it.
"""  # \b: click leaves the lines of that paragraph as they are


@click.group(help=ABOUT)
def simulator() -> None:
    """`python -m simulator`"""


@simulator.command()
@click.option("--vehicles", type=click.IntRange(1, 100_000), default=25, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same cars.")
@click.option("--out", type=OUTPUT, default=Path("garage.json"), show_default=True)
def garage(vehicles: int, seed: int, out: Path) -> None:
    """Invent cars with their owners and write them as JSON.

    Telephone numbers come from the ranges that are kept for fiction, where a country has one.
    """
    write_garage(draw_garage(vehicles, seed), out)
    click.echo(f"{vehicles} cars in {out}", err=True)


@simulator.command()
@click.option("--broker", required=True, help="URL of the broker, mqtt://host:port.")
@click.option("--garage", "garage_file", type=INPUT, required=True, help="From `garage`.")
@click.option("--credentials", type=INPUT, required=True, help='JSON: {"VIN": "password"}.')
@click.option(
    "--command-key",
    type=INPUT,
    required=True,
    help="PEM of the Ed25519 public key that commands are checked against.",
)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="World seconds a wall second. Latencies, outages and deadlines scale with it.",
)
@click.option("--wall-origin", type=float, help="Unix time at which ... [default: now]")
@click.option("--world-origin", type=float, help="... the world's clock shows this. [same]")
@click.option(
    "--data",
    type=FOLDER,
    required=True,
    help="Outboxes, ledgers and the truth. Run again with the same folder to go on.",
)
@click.option(
    "--for",
    "wall_s",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Wall seconds to drive before the outboxes are flushed; 0: until SIGTERM or Ctrl-C.",
)
@click.option(
    "--profile-mix",
    default=DEFAULT_MIX,
    show_default=True,
    help=f"Shares of link profiles: {', '.join(PROFILES)}.",
)
@click.option("--report", type=OUTPUT, default=Path("sim.json"), show_default=True)
@click.option("--verbose", is_flag=True, help="Log every session that ends.")
def run(  # noqa: PLR0917 - click passes options by name
    broker: str,
    garage_file: Path,
    credentials: Path,
    command_key: Path,
    seed: int,
    speed: float,
    wall_origin: float | None,
    world_origin: float | None,
    data: Path,
    wall_s: float,
    profile_mix: str,
    report: Path,
    verbose: bool,  # noqa: FBT001 - click passes options by name
) -> None:
    """Drive the cars of a garage against a broker, and give account of it.

    Every wall second one line of JSON with live figures goes to standard output; the log goes
    to standard error. At the end no new telemetry is made, all links come up, and the outboxes
    are emptied (60 s at most) before the report is written.
    """
    _log_to_stderr(logging.DEBUG if verbose else logging.INFO)
    _allow_many_sockets()
    now = time.time()
    wall = now if wall_origin is None else wall_origin
    try:
        orders = Orders(
            broker=_address(broker),
            cars=read_garage(garage_file),
            passwords=json.loads(credentials.read_text(encoding="utf-8")),
            public_key=_public_key(command_key),
            seed=seed,
            clock=WorldClock(
                wall_origin=wall,
                world_origin=wall if world_origin is None else world_origin,
                speed=speed,
            ),
            data=data,
            wall_s=wall_s,
            mix=Mix.parse(profile_mix),
        )
        account = asyncio.run(_drive(orders))
    except (InvalidGarage, InvalidMix, InvalidData, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    report.write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    log.info("report written", file=report.name, left=account["messages_left_on_board"])


async def _drive(orders: Orders) -> dict[str, object]:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    if orders.wall_s:
        loop.call_later(orders.wall_s, ending.set)
    async with Fleet.assemble(orders) as fleet:
        log.info("fleet on the road", cars=len(fleet.members), seed=fleet.seed)
        feed = asyncio.create_task(_feed(fleet))
        try:
            await fleet.run(ending)
        finally:
            feed.cancel()
            await asyncio.wait({feed})
        return await fleet.report()


async def _feed(fleet: Fleet) -> None:
    started = time.monotonic()
    while True:
        figures = {"t": round(time.monotonic() - started, 1), **await fleet.figures()}
        click.echo(json.dumps(figures))
        await asyncio.sleep(1)


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "mqtt" or not parts.hostname:
        raise ValueError(f"the broker's address must look like mqtt://host:port, not {url!r}")
    return parts.hostname, parts.port or DEFAULT_PORT


def _public_key(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path.name} holds no Ed25519 public key")  # noqa: TRY004 - bad input
    return key


def _log_to_stderr(level: int) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # udsoncan tells of every component that is silent; the unit reports what matters of it.
    logging.getLogger("UdsClient").setLevel(logging.CRITICAL)


def _allow_many_sockets() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    simulator()
