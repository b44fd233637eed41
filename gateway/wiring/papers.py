"""Files that people write: the vehicles of an installation and its service centres."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from gateway.booking.directory import parse_centres
from gateway.domain.errors import GatewayError, InvalidValue, SettingsInvalid
from gateway.domain.person import PhoneNumber, Registration
from gateway.domain.service import ServiceCentre
from gateway.domain.vehicle_type import Powertrain
from gateway.domain.vin import Vin

_MODEL_YEARS = range(1900, 2200)
_TEXTS = ("plate", "model", "owner", "locale", "country", "subdivision", "time_zone")


def read_vehicles_file(path: Path) -> tuple[Registration, ...]:
    """A JSON array of objects with vin, phone and the texts of a `Registration`.

    They may have a model_year, as 2026, and a powertrain, as "battery_electric".

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
            model_year=_model_year(entry.get("model_year")),
            powertrain=_powertrain(entry.get("powertrain")),
            **{name: str(entry[name]) for name in _TEXTS},
        )
    except KeyError as error:
        raise SettingsInvalid(f"{path}, entry {place} lacks {error}") from error
    except GatewayError as error:
        raise SettingsInvalid(f"{path}, entry {place}: {error}") from error


def _model_year(said: object) -> int | None:
    if said in {None, ""}:
        return None
    if isinstance(said, int) and said in _MODEL_YEARS:
        return said
    raise InvalidValue(f"model_year {said!r} is no year, as 2026")


def _powertrain(said: object) -> Powertrain | None:
    known = {one.value: one for one in Powertrain}
    if said in {None, ""}:
        return None
    if said in known:
        return known[str(said)]
    raise InvalidValue(f"powertrain {said!r} is none of {', '.join(known)}")


def read_centres_file(path: Path) -> tuple[ServiceCentre, ...]:
    """Service centres, written as in gateway/demo/service_centres.toml."""
    try:
        document = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"the service centres file {path}: {error}") from error
    return parse_centres(document)


def vins_of(registrations: Sequence[Registration]) -> list[Vin]:
    return [one.vin for one in registrations]
