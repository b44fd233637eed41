"""The papers of an installation: vehicles, service centres, the key that signs commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

from gateway.doctor.check import Check, bad, good, odd
from gateway.domain.errors import GatewayError
from gateway.settings import Settings
from gateway.wiring.papers import read_centres_file, read_vehicles_file


def check_installation(settings: Settings) -> Iterator[Check]:
    yield _file(
        "vehicles",
        settings.vehicles,
        lambda path: f"{len(read_vehicles_file(path))} vehicles are registered.",
        "No vehicles are registered: none has an owner, and an embedded broker admits none.",
    )
    yield _file(
        "service centres",
        settings.centres,
        lambda path: f"{len(read_centres_file(path))} service centres.",
        "There are no service centres: no appointment can be booked.",
    )


def _file(what: str, path: Path | None, read: Callable[[Path], str], without: str) -> Check:
    if path is None:
        return odd(what, without, f"Name a file: --{what.rsplit(maxsplit=1)[-1]} FILE.")
    try:
        return good(what, read(path))
    except GatewayError as error:
        return bad(what, str(error), "Mend the file.")
