"""`python -m simulator record`: a fleet's messages with their arrivals, as fast as it goes."""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import click
import structlog

from simulator.days.choice import BUSY, DAYS
from simulator.garage.garage import draw_garage
from simulator.links.mix import DEFAULT_MIX, InvalidMix, Mix
from simulator.recorder.assignment import Span
from simulator.recorder.recording import Request, record
from simulator.recorder.tape import Tape
from simulator.updates.software_update import UPDATES_A_MONTH

MONDAY_MORNING_S: Final = 1_767_592_800.0
DAY_S: Final = 86_400.0
ALLOCATIONS: Final = 50_000

ABOUT = """Record a fleet: what a broker would have got, with the time at which it arrives.

\b
  python -m simulator record --vehicles 100 --seed 3 --days 0.25 --out fleet.tape

The cars, their units and their links are those of `simulate`; the clock jumps from one event
to the next, and the broker is within the process. The same seed gives the same recording. Each
faulty car has one root cause, all causes about equally often. The last entry of the tape is
the truth; simulator/recorder/tape.py tells the format.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT)
@click.option("--vehicles", type=click.IntRange(1, 100_000), required=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--first", type=click.IntRange(0), default=0, show_default=True)
@click.option("--last", type=click.IntRange(0), help="Only cars from --first to before --last.")
@click.option("--days", type=click.FloatRange(0, min_open=True), default=0.2, show_default=True)
@click.option("--faulty-share", type=click.FloatRange(0, 1), default=0.6, show_default=True)
@click.option("--profile-mix", default=DEFAULT_MIX, show_default=True)
@click.option("--day", type=click.Choice(list(DAYS)), default=BUSY, show_default=True)
@click.option(
    "--updates-a-month",
    type=click.FloatRange(0),
    default=UPDATES_A_MONTH,
    show_default=True,
    help="Software updates that go well, of each car.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="[stdout]")
def record_fleet(
    *,
    vehicles: int,
    seed: int,
    first: int,
    last: int | None,
    days: float,
    faulty_share: float,
    profile_mix: str,
    day: str,
    updates_a_month: float,
    out: Path | None,
) -> None:
    """See ABOUT."""
    _be_quiet()
    try:
        request = Request(
            cars=draw_garage(vehicles, seed),
            part=slice(first, last),
            seed=seed,
            span=Span(MONDAY_MORNING_S, MONDAY_MORNING_S + days * DAY_S),
            mix=Mix.parse(profile_mix),
            day=DAYS[day],
            faulty_share=faulty_share,
            updates_a_month=updates_a_month,
        )
    except InvalidMix as error:
        raise click.ClickException(str(error)) from error
    with _opened(out) as file:
        record(request, Tape(file))


def _be_quiet() -> None:
    """Bad links turn thousands of sessions away: that is what they are for."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("UdsClient").setLevel(logging.CRITICAL)
    gc.set_threshold(ALLOCATIONS)


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        return
    with path.open("wb") as file:
        yield file
