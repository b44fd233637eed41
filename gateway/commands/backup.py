"""`vdg backup` and `vdg restore`: all that an installation must not lose."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import FILE, FOLDER, finished, told
from gateway.settings import Settings, read_settings
from gateway.wiring.keepsakes import back_up_installation, restore_installation
from gateway.wiring.logs import set_up_logs

Command = Callable[..., None]


def with_place(command: Command) -> Command:
    """The options that say which installation is meant."""
    for option in (
        click.option("--database", help="As for vdg serve."),
        click.option("--data", type=FOLDER, help="The data folder.  [.vdg]"),
        click.option("--config", type=FILE, help="The settings file of vdg serve."),
    ):
        command = option(command)
    return command


def rows_told(console: Console) -> Callable[[str, int], None]:
    return lambda table, rows: console.print(f"  {table:<20} {rows:>12,}", highlight=False)


@click.command()
@click.argument("file", type=FILE)
@with_place
@click.option("--keys/--no-keys", default=True, help="Also the keys of the data folder.")
def backup(file: Path, config: Path | None, *, keys: bool, **given: Any) -> None:
    """Write everything to FILE, as it is at one moment.

    A gateway may be running and goes on taking in. FILE holds personal data and, unless told
    otherwise, the keys that sign commands and certificates: keep it as safe as those.
    """
    set_up_logs(quiet=True)
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: _backup(settings, file, Console(), keys=keys)))


async def _backup(settings: Settings, file: Path, console: Console, *, keys: bool) -> int:
    manifest = await back_up_installation(settings, file, keys=keys, told=rows_told(console))
    console.print(f"{file}: {len(manifest.files)} key files, {_size(file)}", highlight=False)
    return 0


@click.command()
@click.argument("file", type=FILE)
@with_place
def restore(file: Path, config: Path | None, **given: Any) -> None:
    """Read everything from FILE into an empty database and data folder.

    All of it, or nothing. It may be of an older gateway, and of a database with TimescaleDB or
    without, whichever this one has. Whoever was erased since FILE was written must be erased
    again.
    """
    set_up_logs(quiet=True)
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: _restore(settings, file, Console())))


async def _restore(settings: Settings, file: Path, console: Console) -> int:
    manifest = await restore_installation(settings, file, rows_told(console))
    console.print(f"Restored as of {manifest.taken_at}.", highlight=False)
    console.print("Whoever was erased since then must be erased again: vdg erase VIN")
    return 0


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:,.1f} MB"
