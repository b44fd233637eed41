"""`vdg simulate` and `vdg garage`: the simulated world, and plays in it."""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from gateway.commands.running import CONTEXT, FILE, FOLDER, finished
from gateway.demo.scenario.play import PlayOptions, play
from gateway.settings import DEFAULT_DATA
from gateway.wiring.logs import set_up_logs

PLAY = """Play a scenario against the whole product; the exit status is its verdict.

\b
  vdg simulate --list                             the shipped ones
  vdg simulate --scenario home_without_signal     plays one of them
  vdg simulate --scenario my_story.toml           plays yours
  python -m simulator rehearse my_story.toml      only reads it

A broker, a database and a gateway are started for it. Who drives, how fast, on which
network, what breaks and for how long: its file says that, so there are no options for it.

\b
The world's half alone, against your own gateway; vdg simulate --help has the options:
  vdg simulate --scenario my_story.toml --broker mqtt://host:1883
"""  # \b as above


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulate(arguments: tuple[str, ...]) -> None:
    """Drive simulated cars against any broker, or play a scenario.

    See vdg simulate --help, and vdg simulate --scenario NAME --help.
    """
    words = {argument.partition("=")[0] for argument in arguments}
    if "--list" in words:
        _simulator("rehearse")
    if "--scenario" in words and "--broker" not in words:
        scenario.main(args=list(arguments), prog_name="vdg simulate --scenario NAME")
    _simulator("simulate", *arguments)


@click.command(help=PLAY, context_settings=CONTEXT)
@click.option(
    "--scenario",
    required=True,
    is_flag=False,
    flag_value="",
    callback=lambda _ctx, _param, value: _named(value),
    help="A TOML file, or the name of a shipped one.",
)
@click.option("--data", type=FOLDER, help="What the play leaves behind.  [.vdg/scenario]")
@click.option("--report", type=FILE, help="Write figures and verdict there, as JSON.")
@click.option("--port", default=8080, show_default=True, help="Of the console, if it is free.")
def scenario(data: Path | None, **given: Any) -> None:
    """See PLAY."""
    set_up_logs(quiet=True)
    options = PlayOptions(data=data or DEFAULT_DATA / "scenario", **given)
    sys.exit(finished(lambda: play(options, Console())))


def _named(scenario: str) -> str:
    if not scenario:
        raise click.UsageError("--scenario which? Name a file, or one of vdg simulate --list")
    return scenario


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def garage(arguments: tuple[str, ...]) -> None:
    """Invent cars with their owners; see vdg garage --help."""
    _simulator("garage", *arguments)


def _simulator(*arguments: str) -> NoReturn:
    """The simulator shares no code with the gateway: it takes the place of this process."""
    os.execv(sys.executable, [sys.executable, "-m", "simulator", *arguments])  # noqa: S606
