"""`vdg erase`: a vehicle, or its owner, is forgotten."""

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.commands.backup import rows_told, with_place
from gateway.commands.running import finished, told
from gateway.domain.vin import Vin
from gateway.settings import Settings, read_settings
from gateway.store.erasure import Order
from gateway.wiring.keepsakes import erase_from_installation
from gateway.wiring.logs import set_up_logs

QUESTION = "All that is stored of {} will be gone for good. Go on?"


@click.command()
@click.argument("vins", nargs=-1, required=True, metavar="VIN...")
@click.option("--owner", "owner_only", is_flag=True, help="Only the owner, not the vehicle.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--by", default=getpass.getuser, help="Who answers for it.  [you]")
@with_place
def erase(
    vins: tuple[str, ...],
    by: str,
    config: Path | None,
    *,
    owner_only: bool,
    yes: bool,
    **given: Any,
) -> None:
    """Forget vehicles, or their owners.

    A vehicle: its samples, faults, cases, operations, bookings, frames that were refused, and
    what the embedded broker has of it; its row keeps a number that says nothing. With --owner:
    name, phone number and plate, wherever they stand; the car's story stays. A protocol says
    when, by whom and how much. Backups are not changed; see the how-to on backing up.

    The exit status is 0 when all of them were forgotten.
    """
    set_up_logs(quiet=True)
    settings = told(lambda: read_settings(given, config))
    orders = told(lambda: [Order(vin=Vin(text), owner_only=owner_only, by=by) for text in vins])
    meant = "the owners of" if owner_only else "the vehicles"
    if not yes:
        click.confirm(QUESTION.format(f"{meant} {', '.join(vins)}"), abort=True)
    sys.exit(finished(lambda: _erase(settings, orders, Console())))


async def _erase(settings: Settings, orders: Sequence[Order], console: Console) -> int:
    await erase_from_installation(settings, orders, rows_told(console))
    console.print(f"{len(orders)} forgotten.")
    if settings.vehicles is not None:
        console.print(f"Take them out of {settings.vehicles} too, or they come back with it.")
    return 0
