"""The vehicles file: what an entry may say of the car."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.errors import SettingsInvalid
from gateway.domain.vehicle_type import Powertrain, VehicleType
from gateway.wiring.papers import read_vehicles_file

ENTRY = {
    "vin": "WVWZZZ1JZXW000001",
    "plate": "B-VD 1",
    "model": "Meridian E2",
    "owner": "A. Okafor",
    "locale": "en-GB",
    "country": "DE",
    "subdivision": "DE-BE",
    "time_zone": "Europe/Berlin",
}


def written(folder: Path, **more: Any) -> Path:
    path = folder / "vehicles.json"
    path.write_text(json.dumps([ENTRY | more]))
    return path


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, VehicleType(model="Meridian E2")),
        (
            {"model_year": 2026, "powertrain": "plug_in_hybrid"},
            VehicleType(
                model="Meridian E2", model_year=2026, powertrain=Powertrain.PLUG_IN_HYBRID
            ),
        ),
        ({"model": "", "model_year": None, "powertrain": ""}, VehicleType()),
    ],
)
def test_papers_may_tell_year_and_powertrain(
    tmp_path: Path, more: dict[str, Any], expected: VehicleType
) -> None:
    """Where they do not, it stays unknown."""
    [registration] = read_vehicles_file(written(tmp_path, **more))
    assert registration.vehicle_type == expected


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"powertrain": "steam"}, "'steam' is none of battery_electric, "),
        ({"model_year": "2026"}, "model_year '2026' is no year"),
        ({"model_year": 26}, "model_year 26 is no year"),
        ({"model_year": True}, "model_year True is no year"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, more: dict[str, Any], words: str) -> None:
    """With the entry and what was written there."""
    with pytest.raises(SettingsInvalid, match=f"entry 1: .*{words}"):
        read_vehicles_file(written(tmp_path, **more))
