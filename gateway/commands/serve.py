"""`vdg serve`: the gateway itself."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from gateway.commands.running import FILE, FOLDER, finished, told
from gateway.settings import Settings, read_settings
from gateway.wiring.allocator import keep_one_heap
from gateway.wiring.announcement import announce
from gateway.wiring.garbage import leave_what_stays
from gateway.wiring.logs import set_up_logs
from gateway.wiring.serve import serving


@click.command()
@click.option("--config", type=FILE, help="A TOML file with any of the settings below.")
@click.option("--data", type=FOLDER, help="Keys, and the embedded parts' files.  [.vdg]")
@click.option("--broker", help="mqtts://user:password@host:8883; without it, an embedded one.")
@click.option("--listen", help="Where the embedded broker serves vehicles.  [127.0.0.1]")
@click.option("--names", help="What vehicles call it: host names, separated by commas.")
@click.option(
    "--plain-text",
    is_flag=True,
    default=None,
    help="No TLS to the broker, passwords in place of certificates; on this machine only.",
)
@click.option("--database", help="postgresql://…; without it, an embedded one.")
@click.option("--rulebook", type=FOLDER, help="Rules to judge by.  [the installed ones]")
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
    keep_one_heap()
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: _serve(settings, user)))


async def _serve(settings: Settings, user: str) -> int:
    """Ends cleanly at SIGINT and SIGTERM, also while it still waits for its parts.

    Reads the rulebook again at SIGHUP.
    """
    work, loop, reload = asyncio.current_task(), asyncio.get_running_loop(), asyncio.Event()
    if work is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, work.cancel)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    with suppress(asyncio.CancelledError):
        async with serving(settings, user=user, reload=reload) as running:
            leave_what_stays()
            announce(settings.data, running)
            click.echo(f"Console: {running.console}")
            click.echo(f"Sign in (once): {running.sign_in}")
            await asyncio.Event().wait()
    return 0
