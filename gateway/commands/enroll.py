"""`vdg enroll`: the certificates of vehicles."""

import getpass
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from gateway.commands.running import FILE, FOLDER, finished, told
from gateway.domain.vin import Vin
from gateway.settings import Settings, read_settings
from gateway.wiring.enroll import (
    USUAL_LIFE,
    Deed,
    Enrolment,
    broker_files,
    enroll_vehicles,
)
from gateway.wiring.logs import set_up_logs
from gateway.wiring.papers import read_vehicles_file, vins_of

ENROLL = """Give vehicles certificates, renew and revoke them.

\b
  vdg enroll WVWZZZ1KZ8W100001 WVWZZZ1KZ8W100002
  vdg enroll --vehicles vehicles.json --out to_the_factory
  vdg enroll --renew                     all that end within 30 days
  vdg enroll --revoke WVWZZZ1KZ8W100001
  vdg enroll --broker broker.example     for a broker of your own

Each vehicle gets one private file, OUT/VIN.pem, with its key and its certificate, and
ca.crt to know the broker by. The key is kept nowhere else. Who is enrolled already keeps
what it has; a renewed vehicle may use the old certificate until it ends. A revoked vehicle
is cut off at once by the embedded broker; for others DATA/identity/revoked.crl is written.

The exit status is 0 when every vehicle is as it was asked for. A gateway may be running.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ENROLL)
@click.argument("vins", nargs=-1, metavar="[VIN]...")
@click.option("--vehicles", "fleet", type=FILE, help="Also those of this JSON file.")
@click.option("--renew", "deed", flag_value=Deed.RENEW.value, help="Issue new certificates.")
@click.option("--revoke", "deed", flag_value=Deed.REVOKE.value, help="For good, at once.")
@click.option("--out", type=FOLDER, help="Where the files go.  [DATA/vehicles]")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=USUAL_LIFE.days,
    show_default=True,
    help="How long a certificate is good.",
)
@click.option("--by", default=getpass.getuser, help="Who answers for it.  [you]")
@click.option(
    "--broker",
    "names",
    multiple=True,
    metavar="NAME",
    help="Write the files of a broker of your own with this host name, and of the gateway.",
)
@click.option("--config", type=FILE, help="The TOML file of the gateway.")
@click.option("--data", type=FOLDER, help="Of the gateway.  [.vdg]")
@click.option("--database", help="postgresql://…, if the gateway has one of your own.")
def enroll(names: tuple[str, ...], config: Path | None, **given: Any) -> None:
    """See ENROLL."""
    set_up_logs(quiet=True)
    places = {name: given.pop(name) for name in ("data", "database")}
    settings = told(lambda: read_settings(places, config))
    if names:
        for path in told(lambda: broker_files(settings.data, names, given["out"])):
            click.echo(path)
    wanted = told(lambda: _wanted(**given))
    if not wanted.vins and wanted.deed is not Deed.RENEW:
        if names:
            return
        raise click.UsageError(f"{wanted.deed.value} which vehicles? Name VINs, or --vehicles")
    sys.exit(finished(lambda: _enroll(settings, wanted)))


async def _enroll(settings: Settings, wanted: Enrolment) -> int:
    failed = count = 0
    async for outcome in enroll_vehicles(settings, wanted):
        click.echo(f"{outcome.vin.text} {outcome.words}", err=not outcome.good)
        count, failed = count + 1, failed + (not outcome.good)
    click.echo(f"{count} vehicles, {failed} of them not as asked", err=True)
    return 1 if failed else 0


def _wanted(
    *,
    vins: Sequence[str],
    fleet: Path | None,
    deed: str | None,
    out: Path | None,
    days: int,
    by: str,
) -> Enrolment:
    known = vins_of(read_vehicles_file(fleet)) if fleet else []
    return Enrolment(
        deed=Deed(deed or Deed.ENROL.value),
        vins=[*map(Vin, vins), *known],
        out=out,
        life=timedelta(days=days),
        by=by,
    )
