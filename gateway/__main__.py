"""The command line: `vdg`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console

from gateway.demo.options import DemoOptions
from gateway.demo.run import demo as run_demo
from gateway.demo.scenario.play import PlayOptions, play
from gateway.demo.score.run import ScoreOptions, print_score
from gateway.domain.errors import GatewayError
from gateway.settings import DEFAULT_DATA, Settings, read_settings
from gateway.wiring.announcement import announce
from gateway.wiring.logs import set_up_logs
from gateway.wiring.serve import serving

T = TypeVar("T")
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


ABOUT = """Remote vehicle diagnostics.

Cars report over MQTT what is wrong with them. The gateway judges it, tries from afar what
can safely be tried, proves whether it helped, and books a workshop when it did not.

\b
  See it work:    vdg demo
  Run your own:   vdg serve --broker mqtt://host:1883 --vehicles vehicles.json
"""  # \b: click leaves the lines of that paragraph as they are


SCORE = """Hold what the gateway concluded against what was really wrong.

\b
  vdg demo --for 100 && vdg score --data .vdg/demo
  vdg simulate … --report truth.json, then
  vdg score --truth truth.json --database postgresql://…

The simulated cars leave behind what was wrong with each of them, what a specialist
would have said, and what every intervention really did. The gateway never sees it. The
score says how many faults were seen and judged, who was told too little or too much,
how soon, which remedies truly helped or only hid the fault, whether workshops with the
right skills were booked, and which cases were about nothing. The headline is the number
of cars that must stop and were not told so.
"""  # \b as above

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


@click.group(help=ABOUT, context_settings=SETTINGS)
@click.version_option(package_name="vehicle-diagnostics-gateway", prog_name="vdg")
def main() -> None:
    """`vdg`"""


@main.command()
@click.option("--vehicles", default=25, show_default=True, help="How many cars.")
@click.option(
    "--for",
    "seconds",
    default=0.0,
    show_default=True,
    help="Seconds of the wall to run, then compare both sides; 0 runs until Ctrl-C.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed, the same story.")
@click.option(
    "--speed",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="How many times faster than the wall the simulated world runs.",
)
@click.option("--report", type=FILE, help="Write the comparison there, as JSON.")
@click.option("--data", type=FOLDER, default=DEFAULT_DATA / "demo", show_default=True)
@click.option("--resume", is_flag=True, help="Go on with what the data folder holds.")
@click.option("--port", default=8080, show_default=True, help="Of the console, if it is free.")
@click.option(
    "--browser/--no-browser", default=True, help="Open the console where there is a screen."
)
def demo(**given: Any) -> None:
    """See the whole product at work, on this machine alone.

    Starts a broker, a database, the gateway and a fleet of simulated cars on good and bad
    links. Faults begin within the first minute. Ctrl-C ends everything and compares what the
    cars know with what the store holds; the exit status is 0 when nothing was lost, nothing
    doubled, no fault missed, and nothing touched that must never be touched.
    """
    set_up_logs(quiet=True)
    sys.exit(_run(lambda: run_demo(DemoOptions(**given), Console())))


@main.command()
@click.option("--config", type=FILE, help="A TOML file with any of the settings below.")
@click.option("--data", type=FOLDER, help="Keys, and the embedded parts' files.  [.vdg]")
@click.option("--broker", help="mqtt://user:password@host:1883; without it, an embedded one.")
@click.option("--database", help="postgresql://…; without it, an embedded one.")
@click.option("--vehicles", type=FILE, help="JSON: the cars, their owners, their places.")
@click.option("--centres", type=FILE, help="TOML: the service centres.")
@click.option("--host", help="Where the console listens.  [127.0.0.1]")
@click.option("--port", type=int, help="Of the console; a free one when it is taken.  [8080]")
@click.option("--origin", help="The console's public address behind a proxy.")
@click.option("--user", default="technician", show_default=True, help="Who the link signs in.")
def serve(config: Path | None, user: str, **given: Any) -> None:
    """Run the gateway until it is told to stop.

    Every setting may also stand in the environment, as VDG_BROKER or VDG_DATABASE; keep
    passwords there or in the file, not on the command line.
    """
    set_up_logs(quiet=False)
    settings = _reading(lambda: read_settings(given, config))
    sys.exit(_run(lambda: _serve(settings, user)))


@main.command(help=SCORE)
@click.option("--truth", type=FILE, help="Of a fleet.  [DATA/fleet/truth.json]")
@click.option("--data", type=FOLDER, help="Of a demo, or of a gateway with its own database.")
@click.option("--database", help="postgresql://…; instead of the embedded one of --data.")
@click.option("--json", type=FILE, help="Write the figures there too.")
def score(**given: Any) -> None:
    """See SCORE."""
    set_up_logs(quiet=True)
    sys.exit(_run(lambda: print_score(ScoreOptions(**given), Console())))


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
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


@click.command(help=PLAY, context_settings=SETTINGS)
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
    sys.exit(_run(lambda: play(options, Console())))


def _named(scenario: str) -> str:
    if not scenario:
        raise click.UsageError("--scenario which? Name a file, or one of vdg simulate --list")
    return scenario


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def garage(arguments: tuple[str, ...]) -> None:
    """Invent cars with their owners; see vdg garage --help."""
    _simulator("garage", *arguments)


def _simulator(*arguments: str) -> NoReturn:
    """The simulator shares no code with the gateway: it takes the place of this process."""
    os.execv(sys.executable, [sys.executable, "-m", "simulator", *arguments])  # noqa: S606


async def _serve(settings: Settings, user: str) -> int:
    """Ends cleanly at SIGINT and SIGTERM, also while it still waits for its parts."""
    work = asyncio.current_task()
    if work is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    with suppress(asyncio.CancelledError):
        async with serving(settings, user=user) as running:
            announce(settings.data, running)
            click.echo(f"Console: {running.console}")
            click.echo(f"Sign in (once): {running.sign_in}")
            await asyncio.Event().wait()
    return 0


def _run(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    return _reading(lambda: asyncio.run(work()))


def _reading(work: Callable[[], T]) -> T:
    """What is the user's to mend is said in one line; anything else keeps its traceback."""
    try:
        return work()
    except GatewayError as error:
        raise click.ClickException(str(error)) from error
    except BaseExceptionGroup as group:
        raise _plain(group) from group


def _plain(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The user's own trouble out of a group of background failures, or the group itself."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            return _plain(error)
        if isinstance(error, GatewayError):
            return click.ClickException(str(error))
    return group


if __name__ == "__main__":
    main()
