"""One replay as the command line asks for it: from the options to what became of it."""

import random
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from simulator.fleet.orders import (
    InvalidOrders,
    address_of,
    broker_url,
    credentials_for,
    passports_for,
    read_passwords,
    read_public_key,
)
from simulator.fleet.tour import data_folder
from simulator.garage.vin import draw_vin
from simulator.replay.account import summary, told
from simulator.replay.batches import batches
from simulator.replay.column_map import ColumnMap, InvalidMap
from simulator.replay.playing import Played, Stage, play
from simulator.replay.proposal import propose
from simulator.replay.reading import read

VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
NO_MAP: Final = """\
No --map: this one is proposed. Save it, check it, complete it, then:
  vdg simulate --replay {log} --map columns.toml --dry-run"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """The options as they were given. `data`: the unit's folder; None for one that goes."""

    log: Path
    columns: Path | None
    vin: str | None
    broker: str | None
    credentials: Path | None
    certificates: Path | None
    ca: Path | None
    command_key: Path | None
    speed: float
    dry_run: bool
    data: Path | None


def take_request(log: Path, data: Path | None, given: Mapping[str, Any]) -> ReplayRequest:
    """From all options of `simulate`."""
    access = ("broker", "credentials", "certificates", "ca", "command_key")
    wanted = (*access, "columns", "vin", "speed", "dry_run")
    return ReplayRequest(log=log, data=data, **{name: given[name] for name in wanted})


async def replay(request: ReplayRequest, say: Callable[[str], None] = click.echo) -> None:
    """Publish a recorded drive; what became of it goes to `say`, line by line.

    Without a map a proposal is made instead. Raises InvalidOrders, which is also for reports
    that the broker did not take, and OSError.
    """
    data = request.log.read_bytes()
    try:
        if request.columns is None:
            _propose(data, request, say)
            return
        columns = ColumnMap.parse(request.columns.read_text(encoding="utf-8"))
        recording = read(data, columns)
    except (InvalidMap, UnicodeDecodeError) as error:
        raise InvalidOrders(str(error)) from error
    for line in told(recording.notes):
        click.echo(line, err=True)
    for line in summary(recording):
        say(line)
    if not request.dry_run:
        with data_folder(request.data) as folder:
            cut, stage = list(batches(recording)), _stage(request, folder)
            say(f"{len(cut)} reports to publish as {stage.vin}")
            _conclude(await play(cut, request.speed, stage), say)


def _propose(data: bytes, request: ReplayRequest, say: Callable[[str], None]) -> None:
    say(propose(data))
    hint = NO_MAP.format(log=request.log.name)
    if request.broker is not None and not request.dry_run:
        raise InvalidOrders(hint)
    click.echo(hint, err=True)


def _stage(request: ReplayRequest, data: Path) -> Stage:
    if request.speed < 1:
        raise InvalidOrders("a drive cannot be played slower than it was: --speed 1 or more")
    vin = _vin(request, _known(request))
    url = broker_url(request.broker)
    return Stage(
        vin=vin,
        broker=address_of(url),
        credentials=credentials_for(url, request.credentials, [vin])[vin],
        passport=passports_for(url, request.certificates, request.ca, [vin]).get(vin),
        public_key=read_public_key(request.command_key),
        data=data,
    )


def _known(request: ReplayRequest) -> Collection[str]:
    """Whose passwords or certificates there are."""
    if request.credentials is not None:
        return read_passwords(request.credentials)
    if request.certificates is not None:
        return {file.stem for file in request.certificates.glob("*.pem")}
    return ()


def _vin(request: ReplayRequest, known: Collection[str]) -> str:
    """The given one, or the only one that is known, or one drawn from the file's name."""
    vin = request.vin
    if vin is None and known:
        if len(known) != 1:
            raise InvalidOrders(f"--vin: which of the {len(known)} that may speak?")
        (vin,) = known
    if vin is None:
        vin = draw_vin(random.Random(f"replay {request.log.name}"))
    if not VIN.fullmatch(vin):
        raise InvalidOrders(
            "--vin: 17 digits and capital letters without I, O and Q (ISO 3779)"
        )
    return vin


def _conclude(played: Played, say: Callable[[str], None]) -> None:
    if played.left_on_board:
        raise InvalidOrders(
            f"{played.left_on_board} reports were not taken by the broker; with --data they"
            " are kept, and the next replay of this car with the same folder sends them"
        )
    say(f"{played.reports} reports published, all acknowledged")
