"""Command line of the rules benchmark: `python -m benchmarks.rules --help`."""

import asyncio
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from benchmarks.rules.book import RULES, book
from benchmarks.rules.cars import BEGINNING, Cars
from benchmarks.rules.contest import OURS, Row, contest
from benchmarks.rules.day import bytes_a_vehicle
from benchmarks.rules.intake_share import share_of_intake
from benchmarks.rules.peer import PACKAGES, bring
from gateway.domain.errors import PartMissing
from gateway.wiring.logs import set_up_logs

CACHE: Final = Path("~/.cache/vdg-benchmarks/rules").expanduser()
FOR_THE_DATABASE: Final = 0o711
WARMED_UP: Final = 2
"""Hours after which a window is as full as it will be."""

ABOUT = """How fast are 200 rules judged over 10,000 vehicles, and what does triage cost?

Every contender gets the same rules, of two or three predicates over 20 signals, and the same
samples. What it says is compared with what we say before anything is timed, and must be the
same of every vehicle; then all take turns, and the least CPU time of each counts.

\b
now        newest values only
stateful   one rule in five looks back: held for, count within, drift. No peer has these for
           a window of samples: a few lines of numpy work its features out, vehicle by vehicle,
           as its user would. Nothing that looks back is worked out before the clock runs,
           neither for a peer nor for us
compiled   a loop in C over the very columns that ours compares, three-valued as ours
intake     the real intake with its database and the rulebook in force: the judge's share
memory     of a vehicle's window, hour by hour

Others' engines are brought from PyPI into environments of their own, under --programs.

\b
  python -m benchmarks.rules
  python -m benchmarks.rules --quick
  python -m benchmarks.rules --peers common-expression-language,clipspy

The last line is one JSON object; what could not be measured is null.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT)
@click.option("--quick", is_flag=True, help="Fewer vehicles, turns and hours: rough ratios.")
@click.option("--vehicles", type=click.IntRange(100, 100_000), help="[default: 10,000]")
@click.option("--peers", default=",".join(PACKAGES), help="With commas between, or none.")
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same work.")
@click.option(
    "--programs",
    type=click.Path(file_okay=False, path_type=Path),
    default=CACHE,
    show_default=True,
    help="Keep there what PyPI has brought.",
)
def rules(quick: bool, vehicles: int | None, peers: str, seed: int, programs: Path) -> None:  # noqa: FBT001 - click passes options by name
    """See ABOUT."""
    set_up_logs(quiet=True)
    click.echo(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    named = [] if peers == "none" else peers.split(",")
    if unknown := set(named) - set(PACKAGES):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: known are {peers}")
    environments, absent = _bring(named, programs)
    cars = Cars.draw(vehicles or (1_000 if quick else 10_000), seed)
    with TemporaryDirectory(prefix="rules-") as name:
        folder = Path(name)
        folder.chmod(FOR_THE_DATABASE)
        rows = {}
        for kind, stateful in (("now", False), ("stateful", True)):
            specs, turns = book(seed, stateful=stateful), 3 if quick else 10
            rows[kind] = contest(kind, specs, cars, environments, folder, turns)
            rows[kind].absent |= absent
            _tell(kind, rows[kind])
        messages = 256 * (20 if quick else 120)
        shared = asyncio.run(share_of_intake(folder / "database", messages, seed))
    click.echo(
        f"intake: {shared.intake_us:.1f} us a message, of it triage {shared.triage_us:.1f}"
        f" ({shared.share:.1%})"
    )
    sizes = bytes_a_vehicle(4 if quick else 24, BEGINNING, seed)
    click.echo(f"bytes a vehicle, by the hour: {' '.join(map(str, sizes))}")
    click.echo(_last_line(rows["now"], rows["stateful"], shared.share, sizes))
    click.echo(f"load average at the end {os.getloadavg()[0]:.1f}", err=True)


def _bring(names: list[str], programs: Path) -> tuple[dict[str, Path], dict[str, str]]:
    programs.mkdir(parents=True, exist_ok=True)
    environments, absent = {}, {}
    for name in names:
        try:
            bring(programs / name, name)
        except PartMissing as missing:
            absent[name] = str(missing)
        else:
            environments[name] = programs / name
    return environments, absent


def _tell(kind: str, row: Row) -> None:
    click.echo(f"{kind}: {RULES} rules, us a vehicle")
    for name, us in sorted(row.us.items(), key=lambda one: one[1]):
        click.echo(f"  {name:28}{us:12.3f}{us / row.us[OURS]:10.1f} x  {row.vehicles[name]:,}")
    if row.compiled_us and row.bare_us:
        click.echo(f"  {'ours, over columns':28}{row.bare_us:12.3f}")
        click.echo(f"  {'C, over the same columns':28}{row.compiled_us:12.3f}")
    for name, us in row.features_us.items():
        if us:
            click.echo(f"  {name}: {us:.1f} us of it are its user's Python")
    for name, why in row.absent.items():
        click.echo(f"  {name} has no figure: {why}")


def _last_line(now: Row, stateful: Row, share: float, sizes: list[int]) -> str:
    compared = now.bare_us / now.compiled_us if now.bare_us and now.compiled_us else None
    return json.dumps(
        {
            "fastest_peer": now.fastest,
            "fastest_peer_ratio": _rounded(now.ratio),
            "stateful_ratio": _rounded(stateful.ratio),
            "compiled_ratio": _rounded(compared),
            "rule_evaluations_per_s": round(RULES / now.us[OURS] * 1e6),
            "triage_share_of_intake": round(share, 3),
            "bytes_per_vehicle": max(sizes[WARMED_UP:]),
        }
    )


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 2)


if __name__ == "__main__":
    rules(prog_name="python -m benchmarks.rules")
