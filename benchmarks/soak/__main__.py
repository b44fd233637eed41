"""Command line of the soak: `python -m benchmarks.soak --help`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from benchmarks.soak.memory import FULL_S, SHORTEST_S
from benchmarks.soak.run import Outcome, Wishes, soak
from benchmarks.soak.story import draw
from gateway.demo.scenario import small_disk
from gateway.domain.errors import GatewayError

BYTES_A_REPORT: Final = 1500
SMALLEST_DISK_MIB: Final = 700

ABOUT = """Cars report without end while broker, gateway and database die, freeze and run full.

Real parts: the embedded broker and database, `vdg serve`, and cars on plain sockets that send
again whatever has no PUBACK. At moments drawn from the seed each part is killed with SIGKILL
many times, each is frozen once, the database's disk is full once, and the database is slow
for a while. Then both sides are compared, report by report: the cars' PUBACKs on one side,
the ledger and its content on the other.

\b
lost          acknowledged to a car, and not in the store
doubled       in the store twice
out of order  judged behind a newer report of the same car

\b
  python -m benchmarks.soak --reports 1000000
  python -m benchmarks.soak --reports 20000 --seed 3
  python -m benchmarks.soak --calm --reports 1800000 --per-s 500

With --calm nothing dies, and the question is whether the gateway's memory stays flat: its RSS,
one look in 10 s, after a quarter of an hour, when windows are full however cars report: in the
first half of the rest and in the second, and what an hour would add, of which 5 % are let pass.

Otherwise the database lies on a small disk of its own in memory (about 1.5 kB a report): that
needs root or user namespaces. The last line is one JSON object; the exit status is 0 when
nothing was lost, doubled or out of order, and memory did not grow.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT)
@click.option("--reports", type=click.IntRange(1_000), default=1_000_000, show_default=True)
@click.option("--vehicles", type=click.IntRange(8), default=200, show_default=True)
@click.option("--per-s", default=2_000.0, show_default=True, help="Reports a second at most.")
@click.option(
    "--every-s",
    default=10.0,
    show_default=True,
    help="Of a car's time from report to report; less, and windows hold more and fill longer.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed, the same blows.")
@click.option("--calm", is_flag=True, help="Nothing dies: is memory flat over a long time?")
@click.option("--data", type=click.Path(path_type=Path), hidden=True)
def main(*, calm: bool, data: Path | None, **given: Any) -> None:
    """See ABOUT."""
    given["reports"] -= given["reports"] % given["vehicles"]
    blows = [] if calm else draw(given["reports"], given["seed"])
    wishes = Wishes(**given, blows=blows)
    if data is not None:
        _soak(wishes, data)
    elif not calm:
        _begin_on_a_small_disk(wishes.reports)
    else:
        with TemporaryDirectory(prefix="soak-") as folder:
            Path(folder).chmod(0o755)
            _soak(wishes, Path(folder))


def _soak(wishes: Wishes, data: Path) -> None:
    """Ends the program."""
    console = Console(highlight=False)
    try:
        outcome = asyncio.run(soak(wishes, data, console.print))
    except GatewayError as error:
        raise click.ClickException(str(error)) from error
    console.print(_table(outcome))
    if outcome.kills == 0 and outcome.flatness is None:
        console.print(f"Whether memory is flat shows after {FULL_S + SHORTEST_S:.0f} s only.")
    click.echo(json.dumps(_summary(outcome)))
    sys.exit(int(not _is_good(outcome)))


def _begin_on_a_small_disk(reports: int) -> None:
    """This program again, with the database's folder as a small disk; then it is gone."""
    data = Path(mkdtemp(prefix="soak-"))
    data.chmod(0o755)
    disk = data / "database"
    disk.mkdir(mode=0o711)
    mebibytes = SMALLEST_DISK_MIB + reports * BYTES_A_REPORT // (1 << 20)
    again = [sys.executable, *sys.orig_argv[1:], "--data", str(data)]
    argv = [sys.executable, "-I", "-S", small_disk.__file__, str(disk), str(mebibytes), *again]
    os.execv(argv[0], argv)  # noqa: S606 -- becoming another program is the purpose


def _table(outcome: Outcome) -> Table:
    table = Table(title=f"{outcome.tally.acknowledged} reports in {outcome.seconds:.0f} s")
    table.add_column("what")
    table.add_column("how many", justify="right")
    for name, value in _summary(outcome).items():
        table.add_row(name.replace("_", " "), f"{value:g}" if value < 1 else f"{value:,.0f}")
    table.add_row("faults not counted to the end", str(outcome.tally.behind))
    table.add_row("blows that hit nothing", str(len(outcome.idle)))
    table.add_row("peak MiB of the gateway", f"{outcome.peak_mib:.0f}")
    return table


def _summary(outcome: Outcome) -> dict[str, float]:
    summary = {
        "reports_acknowledged": outcome.tally.acknowledged,
        "reports_stored": outcome.tally.stored,
        "lost": outcome.tally.lost,
        "doubled": outcome.tally.doubled,
        "out_of_order_seen_by_triage": outcome.late,
        "kills": outcome.kills,
        "rss_growth_mb": round(outcome.growth_mib, 1),
    }
    if outcome.kills == 0 and (flat := outcome.flatness) is not None:
        summary["rss_first_half_mb"] = round(flat.first_half_mib, 1)
        summary["rss_second_half_mb"] = round(flat.second_half_mib, 1)
        summary["rss_mb_an_hour"] = round(flat.mib_an_hour, 1)
    return summary


def _is_good(outcome: Outcome) -> bool:
    bad = (outcome.tally.lost, outcome.tally.doubled, outcome.late, outcome.tally.behind)
    flat = outcome.kills > 0 or outcome.flatness is None or outcome.flatness.is_flat
    return flat and not any(bad) and outcome.tally.acknowledged > 0


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.soak")
