"""`vdg keys`: keys by which other systems read."""

import getpass
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from gateway.commands.backup import with_place
from gateway.commands.running import finished, told
from gateway.domain.vin import Vin
from gateway.pipeline.keys import KeyLine, KeyOrder, Scope
from gateway.settings import Settings, read_settings
from gateway.store.keys import PostgresKeyRing
from gateway.web.sign_in.tokens import digest, new_token
from gateway.wiring.clock import wall
from gateway.wiring.logs import set_up_logs
from gateway.wiring.reach import stored_data

KEYS = """Keys by which other systems read over HTTP (docs/how-to/read-verdicts.md).

\b
  vdg keys add roadside --scope verdicts:read --vehicle WVWZZZ1KZ8W100001
  vdg keys add insurer --scope verdicts:read --every-vehicle --days 30
  vdg keys list
  vdg keys revoke roadside

A key is shown once and kept as a digest. A gateway may be running.
"""  # \b: click leaves the lines of that paragraph as they are


@click.group(help=KEYS)
def keys() -> None:
    """See KEYS."""
    set_up_logs(quiet=True)


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What may be read with it.",
)
@click.option("--vehicle", "vins", multiple=True, metavar="VIN", help="Of which vehicles.")
@click.option("--every-vehicle", is_flag=True, help="Of all, and those that come later.")
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True)
@click.option("--by", default=getpass.getuser, help="Who answers for it.  [you]")
@with_place
def add(
    *,
    name: str,
    scopes: tuple[str, ...],
    vins: tuple[str, ...],
    every_vehicle: bool,
    days: int,
    by: str,
    config: Path | None,
    **given: Any,
) -> None:
    """Make a key and show it, once, on standard output."""
    if every_vehicle == bool(vins):
        raise click.UsageError("of which vehicles? Name some by --vehicle, or --every-vehicle")
    settings = told(lambda: read_settings(given, config))
    order = told(
        lambda: KeyOrder(
            name=name,
            scopes=frozenset(map(Scope, scopes)),
            vehicles=[Vin(text) for text in vins],
            every_vehicle=every_vehicle,
            by=by,
            expires_at=wall() + timedelta(days=days),
        )
    )
    sys.exit(finished(lambda: _add(settings, order)))


@keys.command("list")
@with_place
def list_keys(config: Path | None, **given: Any) -> None:
    """All keys, the newest first, with what each opens and when it was last used."""
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: _list(settings, Console())))


@keys.command()
@click.argument("name")
@click.option("--by", default=getpass.getuser, help="Who answers for it.  [you]")
@with_place
def revoke(name: str, by: str, config: Path | None, **given: Any) -> None:
    """End a key, at once and for good."""
    settings = told(lambda: read_settings(given, config))
    sys.exit(finished(lambda: _revoke(settings, name, by)))


async def _add(settings: Settings, order: KeyOrder) -> int:
    secret = new_token()
    async with stored_data(settings.data, settings.database) as pool:
        await PostgresKeyRing(pool).add(digest(secret), order, wall())
    click.echo(f"{order.name}, until {order.expires_at:%Y-%m-%d %H:%M} UTC:", err=True)
    click.echo(secret)
    return 0


async def _list(settings: Settings, console: Console) -> int:
    async with stored_data(settings.data, settings.database) as pool:
        lines = await PostgresKeyRing(pool).listed()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("name", "scopes", "vehicles", "by", "until (UTC)", "last used", "state"):
        table.add_column(heading)
    for line in lines:
        table.add_row(*_words(line))
    console.print(table if lines else "There are no keys.")
    return 0


async def _revoke(settings: Settings, name: str, by: str) -> int:
    async with stored_data(settings.data, settings.database) as pool:
        done = await PostgresKeyRing(pool).revoke(name, by, wall())
    click.echo(f"{name} opens nothing any more." if done else f"No live key is called {name}.")
    return 0 if done else 1


def _words(line: KeyLine) -> tuple[str, ...]:
    ended = "too old" if line.expires_at <= wall() else "live"
    return (
        line.name,
        ", ".join(sorted(scope.value for scope in line.scopes)) or "none",
        "every" if line.vehicles is None else str(line.vehicles),
        line.by,
        f"{line.expires_at:%Y-%m-%d %H:%M}",
        f"{line.used_at:%Y-%m-%d %H:%M}" if line.used_at else "never",
        f"revoked {line.revoked_at:%Y-%m-%d %H:%M}" if line.revoked_at else ended,
    )
