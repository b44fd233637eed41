from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.car_types.car_type import CAR_TYPES
from simulator.garage.garage import InvalidGarage, draw_garage, read_garage, write_garage
from simulator.garage.vin import draw_vin, weighted_sum
from tests.fix_simulator import seeded


def test_the_published_example_has_its_check_digit() -> None:
    """The VIN that textbooks use to explain the sum: 1M8GDM9AXKP042788, check digit X."""
    assert weighted_sum("1M8GDM9AXKP042788") % 11 == 10


@given(seed=st.integers())
def test_vins_are_valid(seed: int) -> None:
    """17 characters without I, O and Q; the check digit is right where a region demands it."""
    vin = draw_vin(seeded(seed))
    assert len(vin) == 17
    assert set(vin) <= set("0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
    if vin[0] in "12345L":
        assert vin[8] == "0123456789X"[weighted_sum(vin) % 11]


def test_a_garage_is_reproducible() -> None:
    """The same seed gives the same people and cars, another seed others."""
    assert draw_garage(25, 7) == draw_garage(25, 7)
    assert draw_garage(25, 7) != draw_garage(25, 8)


def test_cars_and_callers_are_told_apart() -> None:
    """In a fleet of some hundred no two share a VIN or a telephone number."""
    cars = draw_garage(500, 7)
    assert len({car.vin for car in cars}) == 500
    assert len({car.phone for car in cars}) == 500


def test_about_every_fourth_car_has_an_engine() -> None:
    """Models belong to one type of car each, and all types are those that cars can be of."""
    cars = draw_garage(800, 7)
    models = {name: {car.model for car in cars if car.car_type == name} for name in CAR_TYPES}
    assert {car.car_type for car in cars} == CAR_TYPES.keys()
    assert not models["electric"] & models["combustion"]
    assert 160 < sum(car.car_type == "combustion" for car in cars) < 240


def test_a_large_garage_can_be_drawn() -> None:
    """The small blocks of invented numbers do not stop a fleet of thousands."""
    assert len({car.vin for car in draw_garage(5000, 7)}) == 5000


def test_people_live_where_a_calendar_knows() -> None:
    """All five countries occur, and each has public holidays."""
    cars = draw_garage(500, 7)
    assert {car.country for car in cars} == {"DE", "AT", "FR", "NL", "GB"}
    assert all(car.subdivision.startswith(f"{car.country}-") for car in cars)
    assert all(
        holidays.country_holidays(country, years=2026)
        for country in ("DE", "AT", "FR", "NL", "GB")
    )


def test_a_garage_is_read_as_it_was_written(tmp_path: Path) -> None:
    """JSON keeps everything, umlauts included."""
    cars = draw_garage(25, 7)
    write_garage(cars, tmp_path / "garage.json")
    assert read_garage(tmp_path / "garage.json") == cars


@pytest.mark.parametrize("text", ["", "{", "{}x", '[{"vin": "x"}]', "[1]", "5"])
def test_another_file_is_no_garage(tmp_path: Path, text: str) -> None:
    """The message names the file."""
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(InvalidGarage, match=r"other\.json"):
        read_garage(tmp_path / "other.json")


def test_a_person_is_not_shown_in_logs() -> None:
    """Neither name nor telephone number nor the whole VIN is in the text of a car."""
    (car,) = draw_garage(1, 7)
    shown = repr(car)
    assert car.owner not in shown
    assert car.phone not in shown
    assert car.vin not in shown
