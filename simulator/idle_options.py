"""Options of `simulate` that would have no effect beside another: refused, never ignored."""

from collections.abc import Iterable, Iterator
from typing import Final

import click
from click.core import ParameterSource

from simulator.fleet.orders import InvalidOrders

WHAT_IT_IS: Final = {
    "log_file": "--replay is one recorded car",
    "scenario": "--scenario says what befalls which cars, and when",
    "garage": "--garage says which cars there are",
}
IDLE_BESIDE: Final = {
    "log_file": (
        *("scenario", "vehicles", "garage", "seed", "profile_mix", "day", "faults"),
        *("wall_origin", "world_origin", "wall_s", "report", "transcript"),
    ),
    "scenario": (
        *("vehicles", "garage", "seed", "profile_mix", "day", "faults"),
        *("speed", "world_origin", "wall_s"),
    ),
    "garage": ("vehicles",),
}
OF_A_REPLAY: Final = ("columns", "vin", "dry_run")


def refuse_idle(ctx: click.Context) -> None:
    """Raises InvalidOrders with the names of all that was given and would do nothing."""
    given = {name for name in ctx.params if _was_given(ctx, name)}
    for ruler, idle in IDLE_BESIDE.items():
        vain = given.intersection(idle)
        if ruler in given and vain:
            raise InvalidOrders(f"{WHAT_IT_IS[ruler]}: leave out {_listed(ctx, vain)}")
    orphans = given.intersection(OF_A_REPLAY)
    if orphans and "log_file" not in given:
        are = "is" if len(orphans) == 1 else "are"
        raise InvalidOrders(
            f"{_listed(ctx, orphans)} {are} for a recorded drive: add --replay FILE"
        )


def _was_given(ctx: click.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source not in (None, ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)


def _listed(ctx: click.Context, names: Iterable[str]) -> str:
    *others, last = _spelled(ctx, set(names))
    return f"{', '.join(others)} and {last}" if others else last


def _spelled(ctx: click.Context, names: set[str]) -> Iterator[str]:
    """In the order of the help."""
    return (param.opts[0] for param in ctx.command.params if param.name in names)
