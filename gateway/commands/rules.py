"""`vdg rules`: the rulebook on the bench."""

import getpass
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import FOLDER, finished, told
from gateway.wiring.logs import set_up_logs
from gateway.workbench.backtest import BacktestOptions, print_backtest
from gateway.workbench.difference import print_difference
from gateway.workbench.explanation import ExplainOptions, print_explanation
from gateway.workbench.listing import card, code_table, rule_table
from gateway.workbench.rehearsals import loose_ends, play
from gateway.workbench.reload_order import ReloadOptions, order_reload
from gateway.workbench.shadows import ShadowOptions, print_shadows
from gateway.workbench.shelf import read_cases, read_rulebook
from gateway.workbench.standing import StandingOptions

RULES = """Read, rehearse, explain and replay the rulebook.

\b
  vdg rules list --system brakes        what there is
  vdg rules show P0AA6-1A               a code or a rule, with its causes and words
  vdg rules check                       what it leaves open
  vdg rules test                        the stories beside the rules
  vdg rules explain VIN --at 2026-11-02T08:00Z --data .vdg
  vdg rules backtest --since 2026-11-01 --data .vdg
  vdg rules diff ../before . --now --data .vdg
  vdg rules diff ../before . --history --since 2026-11-01 --data .vdg
  vdg rules shadow --data .vdg          what rules in the shadow would have done
  vdg rules reload --data .vdg          a gateway that runs reads its rules again

With --rules FOLDER another rulebook than the one in force: a folder that is, or holds, a
package diagnostics_rules.
"""  # \b: click leaves the lines of that paragraph as they are
AT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ"])
rules_folder = click.option("--rules", "folder", type=FOLDER, help="Not the one in force.")
data = click.option("--data", type=FOLDER, default=".vdg", show_default=True)
database = click.option("--database", help="postgresql://…, if the gateway has its own.")


@click.group(help=RULES)
def rules() -> None:
    """See RULES."""
    set_up_logs(quiet=True)


@rules.command("list")
@click.option("--system", help="As brakes or high_voltage.")
@click.option("--codes", is_flag=True, help="The catalogue of trouble codes instead.")
@rules_folder
def list_rules(folder: Path | None, system: str | None, *, codes: bool) -> None:
    """All rules, a line each, or all trouble codes."""
    book = told(lambda: read_rulebook(folder))
    console = Console()
    known = sorted({rule.system.value for rule in book.rules})
    if system is not None and system not in known:
        raise click.BadParameter(f"{system} is none of {', '.join(known)}")
    chosen = [rule for rule in book.rules if system in {None, rule.system.value}]
    if codes:
        own = {rule.entry for rule in chosen} if system else set(book.catalogue)
        console.print(code_table(own))
    else:
        console.print(rule_table(chosen))
    console.print(
        f"\n{book.version}: {len(book.rules)} rules ({len(book.shadows)} in the shadow), "
        f"{len(book.catalogue)} codes, "
        f"{len({cause for rule in book.rules for cause in rule.causes})} causes",
        style="dim",
    )


@rules.command()
@click.argument("name")
@rules_folder
def show(name: str, folder: Path | None) -> None:
    """A rule by its id, or a trouble code with all that speaks of it."""
    Console().print(told(lambda: card(read_rulebook(folder), name)))


@rules.command()
@rules_folder
def check(folder: Path | None) -> None:
    """Is every rule rehearsed, every code seen, every cause told from the others?

    Duplicates, codes and remedies that are not defined keep a rulebook from being read at all.
    The exit status is 1 when something is left open.
    """
    book = told(lambda: read_rulebook(folder))
    ends = list(loose_ends(book, told(lambda: read_cases(folder))))
    for end in ends:
        click.echo(end)
    click.echo(f"{book.version}: {len(ends)} loose ends", err=True)
    sys.exit(bool(ends))


@rules.command()
@click.argument("names", nargs=-1, metavar="[RULE|SYSTEM]...")
@rules_folder
def test(names: tuple[str, ...], folder: Path | None) -> None:
    """Play the stories that lie beside the rules; exit status 1 when one is not as told."""
    played = list(play(told(lambda: read_cases(folder)), names))
    if not played:
        raise click.UsageError(f"no story of {', '.join(names)}; see vdg rules list")
    for one in played:
        if not one.as_told:
            click.echo(f"✗ {one.case}, but it says {one.said.name.lower()}")
    wrong = sum(not one.as_told for one in played)
    rules_met = len({one.case.rule.id for one in played})
    click.echo(f"{len(played)} stories of {rules_met} rules, {wrong} not as told", err=True)
    sys.exit(wrong > 0)


@rules.command()
@click.argument("vin")
@click.option("--at", type=AT, help="UTC.  [the newest report]")
@click.option("--all", "everything", is_flag=True, help="Also the rules that are quiet.")
@rules_folder
@data
@database
def explain(**given: Any) -> None:
    """What each rule said of a vehicle at a moment, by what is stored, and why."""
    sys.exit(finished(lambda: print_explanation(ExplainOptions(**given), Console())))


@rules.command()
@click.option("--since", type=AT, required=True, help="UTC.")
@click.option("--until", type=AT, help="UTC.  [all that is stored]")
@click.option("--vin", "vins", multiple=True, help="Of these vehicles alone.")
@rules_folder
@data
@database
def backtest(**given: Any) -> None:
    """Judge stored history again, and tell what would have come out otherwise.

    Faster than it happened; nothing in the database changes. The last line is JSON.
    """
    sys.exit(finished(lambda: print_backtest(BacktestOptions(**given), Console())))


@rules.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--now", is_flag=True, help="Also of every vehicle at its newest report.")
@click.option("--history", is_flag=True, help="Also over what is stored.")
@click.option("--since", type=AT, help="UTC; with --history.")
@click.option("--until", type=AT, help="UTC.  [all that is stored]")
@click.option("--vin", "vins", multiple=True, help="Of these vehicles alone.")
@data
@database
def diff(old: Path, new: Path, *, now: bool, history: bool, **given: Any) -> None:
    """What a new rulebook changes: rules, codes, words; of vehicles, too, on demand.

    --now: which rules would be true of whom, rules over days left out. --history: verdicts over
    all that has been. The last line is JSON then.
    """
    if now and history:
        raise click.UsageError("--now or --history, one at a time")
    if history and given["since"] is None:
        raise click.UsageError("--history needs --since")
    options: BacktestOptions | StandingOptions | None = None
    if now:
        named = ("vins", "data", "database")
        options = StandingOptions(**{name: given[name] for name in named})
    elif history:
        options = BacktestOptions(folder=new, **given)
    sys.exit(finished(lambda: print_difference(old, new, options, Console())))


@rules.command()
@click.argument("rule", required=False)
@click.option("--since", type=AT, help="UTC.  [since it is in the shadow]")
@data
@database
def shadow(**given: Any) -> None:
    """How often each rule in the shadow has fired, and what acts or ended as it said.

    agreed: a rule in force found the same code on the same vehicle within an hour; alone: none
    did; missed: one did, and the rule in the shadow did not. With a RULE, finding by finding.
    """
    sys.exit(finished(lambda: print_shadows(ShadowOptions(**given), Console())))


@rules.command()
@click.option("--by", default=getpass.getuser, help="Who answers for it.  [you]")
@click.option("--wait", "patience_s", default=120.0, show_default=True, help="Seconds.")
@data
@database
def reload(**given: Any) -> None:
    """Have a gateway that runs read its rulebook again, without losing a message.

    It reads the folder of its setting `rulebook`, or the installed rules, in an interpreter of
    its own, plays their stories, and judges by them from the next batch on. A rulebook that
    cannot be read or has loose ends is refused, and the old one goes on: exit status 1.
    """
    sys.exit(finished(lambda: order_reload(ReloadOptions(**given))))
