"""Two rulebooks held side by side: rules, codes and words; verdicts over history, or now."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from gateway.triage.rulebook import Rulebook
from gateway.workbench.backtest import (
    BacktestOptions,
    print_figures,
    replay,
)
from gateway.workbench.change import change_table, compare, matters
from gateway.workbench.shelf import read_rulebook
from gateway.workbench.standing import StandingOptions, print_standing, stand


async def print_difference(
    old: Path, new: Path, options: BacktestOptions | StandingOptions | None, console: Console
) -> int:
    """With `options`, also what both make of stored history, or of every vehicle now.

    0 whatever has changed.
    """
    before, after = read_rulebook(old), read_rulebook(new)
    console.print(f"{before.version} → {after.version}", style="bold")
    lines = list(differences(before, after))
    for line in lines or [Text("the same rules, codes and words", style="green")]:
        console.print(line)
    if isinstance(options, StandingOptions):
        standing = await stand([before, after], options, console)
        changed = compare(standing.true[0], standing.true[1], matters([before, after]))
        console.print(change_table(changed, f"{before.version} now", after.version))
        print_standing(standing, changed, console)
    elif options is not None:
        replayed = await replay([before, after], options, console)
        changed = compare(replayed.opened[0], replayed.opened[1], matters([before, after]))
        console.print(change_table(changed, before.version, after.version))
        print_figures(replayed, changed, console)
    return 0


def differences(before: Rulebook, after: Rulebook) -> Iterator[Text]:
    """A line for what came, went or reads otherwise; rules first, then codes."""
    yield from _between(
        "rule",
        {rule.id: rule for rule in before.rules},
        {rule.id: rule for rule in after.rules},
    )
    yield from _between(
        "code",
        {f"{entry.code} of {entry.component}": entry for entry in before.catalogue},
        {f"{entry.code} of {entry.component}": entry for entry in after.catalogue},
    )


def _between(kind: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Text]:
    for name in sorted(after.keys() - before.keys()):
        yield Text(f"+ {kind} {name}", style="green")
    for name in sorted(before.keys() - after.keys()):
        yield Text(f"- {kind} {name}", style="red")
    for name in sorted(before.keys() & after.keys()):
        for field, old, new in _fields(before[name], after[name]):
            yield Text(f"~ {kind} {name}, {field}: {old} → {new}", style="yellow")


def _fields(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """What was given; the rest follows from it."""
    for one in (field for field in fields(before) if field.init):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if repr(old) != repr(new):
            yield one.name, _spoken(old), _spoken(new)


def _spoken(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_spoken(one) for one in value) or "nothing"
    identity = getattr(value, "id", None) or getattr(value, "code", None)
    return str(identity or getattr(value, "value", value))
