"""`vdg doctor`: what is wrong with an installation."""

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.commands.running import FILE, FOLDER, finished, told
from gateway.doctor.run import doctor as run_doctor
from gateway.settings import read_settings
from gateway.wiring.logs import set_up_logs


@click.command()
@click.option("--config", type=FILE, help="The settings file of vdg serve.")
@click.option("--data", type=FOLDER, help="The data folder.  [.vdg]")
@click.option("--broker", help="As for vdg serve.")
@click.option("--plain-text", is_flag=True, default=None, help="As for vdg serve.")
@click.option("--database", help="As for vdg serve.")
@click.option("--vehicles", type=FILE, help="As for vdg serve.")
@click.option("--centres", type=FILE, help="As for vdg serve.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def doctor(config: Path | None, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Say what is wrong with an installation, and what to do.

    Looks at the machine, the files, the broker, the database and the gateway that runs from
    the data folder; changes nothing. The exit status is 1 when something keeps the gateway
    from its work.
    """
    set_up_logs(quiet=True)
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: run_doctor(settings, Console(), as_json=as_json)))
