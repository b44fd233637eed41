"""Command line of the fleet benchmark: `python -m benchmarks.fleet --help`."""

import asyncio
import json
import resource
import signal
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from benchmarks.fleet import raw
from benchmarks.fleet.broker import BROKERS, Broker
from benchmarks.fleet.driven import Window, drive
from benchmarks.fleet.payload import payloads
from benchmarks.fleet.raw import RawResult
from gateway.domain.errors import GatewayError, PartFailed
from simulator.garage.garage import RegisteredCar, draw_garage, write_garage

SPARE_SOCKETS: Final = 200
TOO_MUCH: Final = 3.0
"""How many times faster than the wall the world runs to find the limit."""

ABOUT = """How many cars does one process hold, how fast do they connect and publish?

Three measurements against the same broker, one after another, on this machine:

\b
raw    bare asyncio connections that publish prepared bytes of the same sizes and wait
       for each PUBACK. No car, no outbox, no protobuf: the cost of the network alone.
fleet  `vdg simulate` at the speed of the wall. Each car has physics, components and
       fault memories; each batch (10 s of all signals) is committed to SQLite before
       it is sent, and is gone from the outbox only at its PUBACK.
limit  the same with a world that runs too fast to be kept up with; it is ended as it
       stands, and tells nothing of what arrives.

\b
  python -m benchmarks.fleet --vehicles 10000
  python -m benchmarks.fleet --vehicles 2000 --broker mosquitto --seconds 20

The last line is one JSON object; raw_ratio is the better of the last two / raw, in
PUBACKs a second.
"""  # \b: click leaves the lines of that paragraph as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of our fleet; `unacknowledged`: None when it was ended with work on board."""

    online_s: float
    peak_mib: float
    window: Window
    unacknowledged: int | None


@click.command(help=ABOUT)
@click.option("--vehicles", type=click.IntRange(1, 100_000), default=10_000, show_default=True)
@click.option("--broker", type=click.Choice(list(BROKERS)), default="nats", show_default=True)
@click.option("--seconds", type=click.FloatRange(5), default=60.0, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
def fleet(vehicles: int, broker: str, seconds: float, seed: int) -> None:
    """See ABOUT."""
    _allow_sockets(vehicles)
    with TemporaryDirectory(prefix="fleet-") as folder:
        try:
            asyncio.run(_measure(vehicles, broker, seconds, seed, Path(folder)))
        except (GatewayError, OSError) as error:
            raise click.ClickException(str(error)) from error


async def _measure(vehicles: int, name: str, seconds: float, seed: int, data: Path) -> None:
    work = asyncio.current_task()
    if work is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    cars = draw_garage(vehicles, seed)
    write_garage(cars, data / "garage.json")
    async with BROKERS[name](cars, data) as broker:
        bare = await raw.measure(broker.address, broker.credentials, payloads(), seconds)
        _tell_raw(bare)
        real = await _drive(cars, broker, seconds, data, speed=1.0)
        _tell("fleet", real)
        limit = await _drive(cars, broker, seconds, data, speed=TOO_MUCH)
        _tell("limit", limit)
    click.echo(json.dumps(_summary(vehicles, bare, real, limit)))


async def _drive(
    cars: list[RegisteredCar], broker: Broker, seconds: float, data: Path, *, speed: float
) -> Measured:
    """The window begins when all cars are online and have told what was new at their start."""
    report = data / f"report-{speed:g}.json"
    options = [
        *("--broker", broker.url, *broker.options, "--garage", str(data / "garage.json")),
        *("--profile-mix", "good=1", "--speed", str(speed), "--report", str(report)),
        *("--data", str(data / f"cars-{speed:g}")),
    ]
    log, real = data / "fleet" / "fleet.log", speed == 1
    async with drive(options, len(cars), broker.pid, log, flush=real) as running:
        online_s = await running.online()
        if real:
            await running.drained(below=len(cars) // 2)
        window = await running.window(seconds)
    return Measured(
        online_s=online_s,
        peak_mib=running.peak_mib,
        window=window,
        unacknowledged=_left_on_board(report) if real else None,
    )


def _left_on_board(report: Path) -> int:
    """Counted by the fleet itself, once everything has been flushed."""
    account: dict[str, int] = json.loads(report.read_text())
    return account["messages_left_on_board"]


def _allow_sockets(vehicles: int) -> None:
    """Both contenders need a descriptor for each car."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < vehicles + SPARE_SOCKETS:
        raise click.ClickException(
            f"{vehicles} cars need {vehicles + SPARE_SOCKETS} descriptors, {hard} are allowed: "
            "raise the limit (ulimit -Hn, as root) or measure fewer"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _tell_raw(bare: RawResult) -> None:
    click.echo(
        f"raw    {bare.connects_per_s:7.0f} connects/s  {bare.publishes_per_s:7.0f} publishes/s"
        f"  {bare.unacknowledged} without PUBACK"
    )


def _tell(name: str, run: Measured) -> None:
    window = run.window
    lost = "" if run.unacknowledged is None else f"  {run.unacknowledged} without PUBACK"
    click.echo(
        f"{name}  all online after {run.online_s:.0f} s  {window.per_s:7.0f} publishes/s "
        f"({window.made / window.seconds:.0f} made)  {run.peak_mib:.0f} MiB  "
        f"cores: fleet {window.fleet_cores:.2f}, broker {window.broker_cores:.2f}{lost}"
    )


def _summary(
    vehicles: int, bare: RawResult, real: Measured, limit: Measured
) -> dict[str, float | int | None]:
    if not bare.publishes_per_s:
        raise PartFailed("the broker has acknowledged nothing")
    most_per_s = max(real.window.per_s, limit.window.per_s)
    return {
        "vehicles": vehicles,
        "rss_mb": round(max(real.peak_mib, limit.peak_mib)),
        "connects_per_s": round(vehicles / real.online_s),
        "publishes_per_s": round(most_per_s),
        "raw_ratio": round(most_per_s / bare.publishes_per_s, 3),
        "unacknowledged": real.unacknowledged,
    }


if __name__ == "__main__":
    fleet(prog_name="python -m benchmarks.fleet")
