"""Files that people write: the vehicles of an installation and its service centres."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from gateway.booking.directory import parse_centres
from gateway.domain.errors import GatewayError, SettingsInvalid
from gateway.domain.person import PhoneNumber, Registration
from gateway.domain.service import ServiceCentre
from gateway.domain.vin import Vin

_TEXTS = ("plate", "model", "owner", "locale", "country", "subdivision", "time_zone")


def read_vehicles_file(path: Path) -> tuple[Registration, ...]:
    """A JSON array of objects with vin, phone and the texts of a `Registration`.

    Raises `SettingsInvalid`, naming the entry that cannot be used.
    """
    try:
        entries = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"the vehicles file {path}: {error}") from error
    if not isinstance(entries, list):
        raise SettingsInvalid(f"the vehicles file {path} is no JSON array")
    return tuple(_registration(path, place, entry) for place, entry in enumerate(entries, 1))


def _registration(path: Path, place: int, entry: object) -> Registration:
    if not isinstance(entry, dict):
        raise SettingsInvalid(f"{path}, entry {place} is no object")
    try:
        phone = entry.get("phone")
        return Registration(
            vin=Vin(str(entry["vin"])),
            phone=PhoneNumber(str(phone)) if phone else None,
            **{name: str(entry[name]) for name in _TEXTS},
        )
    except KeyError as error:
        raise SettingsInvalid(f"{path}, entry {place} lacks {error}") from error
    except GatewayError as error:
        raise SettingsInvalid(f"{path}, entry {place}: {error}") from error


def read_centres_file(path: Path) -> tuple[ServiceCentre, ...]:
    """Service centres, written as in gateway/demo/service_centres.toml."""
    try:
        document = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"the service centres file {path}: {error}") from error
    return parse_centres(document)


def vins_of(registrations: Sequence[Registration]) -> list[Vin]:
    return [one.vin for one in registrations]
