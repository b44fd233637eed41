"""Invented people and their cars, the same for the same seed."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from simulator.car_types.car_type import COMBUSTION, ELECTRIC
from simulator.garage.places import Place, draw_name, draw_place, fill
from simulator.garage.vin import draw_vin

MODELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ELECTRIC.name: (
            "Kestrel 4",
            "Kestrel 4 Touring",
            "Alder E",
            "Alder E Long Range",
            "Brisa 300",
        ),
        COMBUSTION.name: (
            "Kestrel 2.0 T",
            "Kestrel 2.0 T Touring",
            "Alder 20",
            "Alder 20 Estate",
            "Brisa 1.5 T",
        ),
    }
)
COMBUSTION_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCar:
    """`phone` is E.164; `locale` BCP 47; `country` ISO 3166-1, `subdivision` ISO 3166-2.

    `car_type` is a name in `car_type.CAR_TYPES`.
    """

    vin: str
    plate: str
    model: str
    car_type: str
    owner: str
    phone: str
    locale: str
    country: str
    subdivision: str
    time_zone: str

    def __repr__(self) -> str:
        return f"RegisteredCar({self.vin[:3]}…{self.vin[-4:]}, {self.model!r})"


class InvalidGarage(ValueError):
    """The file does not hold the cars of a garage."""


def draw_garage(vehicles: int, seed: int) -> list[RegisteredCar]:
    """Cars with VINs, plates and telephone numbers of their own."""
    return draw_cars([None] * vehicles, random.Random(f"{seed} garage"))


def draw_cars(places: Sequence[Place | None], rng: random.Random) -> list[RegisteredCar]:
    """A car for each of the places where an owner lives; None: anywhere."""
    cars: dict[str, RegisteredCar] = {}
    phones: set[str] = set()
    while len(cars) < len(places):
        car = _draw_car(rng, places[len(cars)] or draw_place(rng))
        # The blocks of invented numbers are small: a large fleet has to share them.
        if car.vin not in cars and (car.phone not in phones or len(phones) > LARGE):
            cars[car.vin] = car
            phones.add(car.phone)
    return list(cars.values())


LARGE: Final = 1000


def _draw_car(rng: random.Random, place: Place) -> RegisteredCar:
    vin = draw_vin(rng)
    car_type = _draw_type(vin)
    return RegisteredCar(
        vin=vin,
        plate=fill(place.plate, rng),
        model=rng.choice(MODELS[car_type]),
        car_type=car_type,
        owner=draw_name(place.country, rng),
        phone=fill(place.phone, rng),
        locale=place.locale,
        country=place.country,
        subdivision=place.subdivision,
        time_zone=place.time_zone,
    )


def _draw_type(vin: str) -> str:
    """A function of the VIN, so that a larger garage begins with the same cars."""
    burns = random.Random(f"{vin} car type").random() < COMBUSTION_SHARE
    return COMBUSTION.name if burns else ELECTRIC.name


def write_garage(cars: list[RegisteredCar], path: Path) -> None:
    text = json.dumps([asdict(car) for car in cars], indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_garage(path: Path) -> list[RegisteredCar]:
    """Raises OSError and InvalidGarage."""
    try:
        return [RegisteredCar(**car) for car in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise InvalidGarage(f"{path.name} is not a garage: {error}") from error
