"""Command line of the intake benchmark: `python -m benchmarks.intake --help`."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
from rich.console import Console

from benchmarks.intake.broker import BROKERS
from benchmarks.intake.outcome import Outcome
from benchmarks.intake.programme import PEERS, Options, programme
from benchmarks.intake.sender import LANES
from benchmarks.intake.table import table
from gateway.domain.errors import GatewayError
from gateway.wiring.logs import set_up_logs

SECONDS: Final = 5.0
QUICK_SECONDS: Final = 1.5
FOR_THE_DATABASE: Final = 0o711
"""Started by root it runs as nobody, who must get to its own folder."""

ABOUT = """How fast, how safely and how cheaply do reports come into the store?

A thousand cars (one in a hundred has a fault) send messages of 20 signals x 10 rows at
QoS 1. The gateway is the real one, `vdg serve`: it claims each report in its ledger, judges
every rule, commits blocks, episodes and findings in one transaction, and only then
acknowledges. Publisher, broker, gateway and database share this machine.

\b
limit      the slower of a bare C consumer on the same broker, which only acknowledges, and
           a binary COPY of the same rows, prepared beforehand, by the server itself
naive      the script that everybody writes first: aiomqtt, JSON, executemany, a wide table
node-red   mqtt in, a function, a pool of PostgreSQL connections (npm brings it)
mq-bridge  a Rust bridge that writes in bulk (PyPI brings it), on messages of one row each

Each gets a fresh broker and a fresh database, a warm-up, a run that counts from the first
PUBLISH to the last commit, and another in the middle of which it is killed with SIGKILL and
comes back. A message is lost that the broker has acknowledged and the database does not have.

The latency is that of an open loop: it counts from when a message was due.

\b
  python -m benchmarks.intake
  python -m benchmarks.intake --quick
  python -m benchmarks.intake --peers none --broker mosquitto

The exit status is 1 when the gateway has lost or doubled anything. The last line is one JSON
object; what could not be measured is null.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT)
@click.option("--quick", is_flag=True, help="Short runs: ratios only, and rough ones.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    help=f"Of each run, at least.  [default: {SECONDS:g}, with --quick {QUICK_SECONDS:g}]",
)
@click.option("--vehicles", type=click.IntRange(LANES), default=1000, show_default=True)
@click.option("--broker", type=click.Choice(list(BROKERS)), default="nats", show_default=True)
@click.option(
    "--peers", default=",".join(PEERS), show_default=True, help="With commas between, or none."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same load.")
@click.option(
    "--programs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep there what npm and PyPI have brought.  [default: nowhere]",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, exists=False, path_type=Path),
    help="Keep logs and load in this new folder.  [default: nowhere]",
)
def intake(  # noqa: PLR0917 - click passes options by name
    quick: bool,  # noqa: FBT001 - click passes options by name
    seconds: float | None,
    vehicles: int,
    broker: str,
    peers: str,
    seed: int,
    programs: Path | None,
    data: Path | None,
) -> None:
    """See ABOUT."""
    set_up_logs(quiet=True)
    with _folder(data) as folder:
        options = Options(
            broker=broker,
            vehicles=vehicles + -vehicles % LANES,
            seconds=seconds or (QUICK_SECONDS if quick else SECONDS),
            seed=seed,
            peers=_peers(peers),
            programs=(programs or folder / "programs").absolute(),
        )
        try:
            outcome = asyncio.run(_measure(options, folder))
        except (GatewayError, OSError) as error:
            raise click.ClickException(str(error)) from error
    Console(width=120).print(table(outcome))
    click.echo(outcome.last_line())
    sys.exit(1 if outcome.lost or outcome.doubled else 0)


async def _measure(options: Options, folder: Path) -> Outcome:
    async with programme(options, folder, click.echo) as work:
        click.echo(f"{os.cpu_count()} cores, load average {_load()}")
        await work.run()
        click.echo(f"load average at the end {_load()}")
        return work.outcome


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def _peers(text: str) -> frozenset[str]:
    named = frozenset() if text == "none" else frozenset(text.split(","))
    if unknown := named - set(PEERS):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: known are {', '.join(PEERS)}")
    return named


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True)
        yield data.absolute()
        return
    with TemporaryDirectory(prefix="intake-") as name:
        folder = Path(name)
        folder.chmod(FOR_THE_DATABASE)
        yield folder


if __name__ == "__main__":
    intake(prog_name="python -m benchmarks.intake")
