"""The options of `simulate` that a replay needs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from simulator.option_group import GroupedOption

INPUT: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

Command = TypeVar("Command", bound=Callable[..., Any])

_option = partial(click.option, cls=GroupedOption, group="Replay")
_OPTIONS: Final = (
    _option(
        "--replay",
        "log_file",
        type=INPUT,
        help="One recorded drive instead of simulated cars: a CSV file of any make.",
    ),
    _option(
        "--map",
        "columns",
        type=INPUT,
        help="TOML: which column is which signal. Without it, one is proposed.",
    ),
    _option(
        "--vin",
        help="As which vehicle. [default: the one in --credentials, or drawn from the name]",
    ),
    _option("--dry-run", is_flag=True, help="Read the drive and tell what is in it."),
)


def replay_options(command: Command) -> Command:
    """Adds `log_file`, `columns`, `vin` and `dry_run`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
