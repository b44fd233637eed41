"""What is to be simulated: the command line's wishes, checked, as values."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from simulator.agent.budget import Budget
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.mqtt.passport import Passport
from simulator.days.choice import BUSY, DAYS, Day
from simulator.garage.garage import RegisteredCar, draw_garage, read_garage
from simulator.links.mix import Mix
from simulator.scenario.cast import Cast, cast
from simulator.scenario.read import read_story
from simulator.scenario.shelf import find
from simulator.world_clock import WorldClock

DEFAULT_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
AUTHORITY_NAME: Final = "ca.crt"
DEFAULT_VEHICLES: Final = 25


class InvalidOrders(click.ClickException):
    """The options do not fit together, or a file does not hold what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of `simulate` as they were given, files unread."""

    broker: str | None
    vehicles: int | None
    garage: Path | None
    credentials: Path | None
    command_key: Path | None
    certificates: Path | None = None
    ca: Path | None = None
    seed: int
    speed: float
    wall_origin: float | None
    world_origin: float | None
    wall_s: float
    profile_mix: str
    day: str = BUSY
    scenario: str | None = None
    faults: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`wall_s`: how long, in wall seconds; 0 is until told to end.

    `own_time`: no other process goes by this `clock`, so that it may wait for the cars.

    `credentials` has an entry for each of `cars`, by VIN, and so have `passports`, unless all
    is plain text. Without a `public_key` the cars
    refuse every command. What a `cast` says of days, links and faults is not drawn, nor are
    faults when a file of `faults` says which there are. `budget`: the memory of each unit, if
    not the usual.
    """

    broker: tuple[str, int]
    cars: Sequence[RegisteredCar]
    credentials: Mapping[str, Credentials]
    passports: Mapping[str, Passport] = field(default_factory=dict)
    public_key: Ed25519PublicKey | None
    seed: int
    clock: WorldClock
    data: Path
    wall_s: float
    mix: Mix
    day: Day = DAYS[BUSY]
    cast: Cast | None = None
    budget: Budget | None = None
    own_time: bool = False
    faults: Path | None = None


def take_orders(wishes: Wishes, data: Path) -> Orders:
    """Read the files.

    Raises InvalidOrders, InvalidGarage, InvalidMix, InvalidScenario, OSError.
    """
    if wishes.scenario is not None:
        return _orders_of_a_story(wishes, cast(read_story(find(wishes.scenario))), data)
    return _orders(wishes, _cars(wishes), data)


def _orders_of_a_story(wishes: Wishes, parts: Cast, data: Path) -> Orders:
    """Its file says who is there and what befalls them; the world begins when it begins."""
    story = parts.story
    said = replace(wishes, seed=story.seed, speed=story.speed, world_origin=story.start_s)
    orders = _orders(said, parts.cars, data)
    lasts_s = story.start_s + story.lasts_s - orders.clock.now()
    return replace(orders, cast=parts, wall_s=orders.clock.wall_seconds(max(0.0, lasts_s)))


def _orders(wishes: Wishes, cars: Sequence[RegisteredCar], data: Path) -> Orders:
    url, vins = broker_url(wishes.broker), [car.vin for car in cars]
    return Orders(
        broker=address_of(url),
        cars=cars,
        credentials=credentials_for(url, wishes.credentials, vins),
        passports=passports_for(url, wishes.certificates, wishes.ca, vins),
        public_key=read_public_key(wishes.command_key),
        seed=wishes.seed,
        clock=_clock(wishes, time.time()),
        own_time=wishes.wall_origin is None,
        data=data,
        wall_s=wishes.wall_s,
        mix=Mix.parse(wishes.profile_mix),
        day=DAYS[wishes.day],
        faults=wishes.faults,
    )


def _clock(wishes: Wishes, now: float) -> WorldClock:
    wall = now if wishes.wall_origin is None else wishes.wall_origin
    world = wall if wishes.world_origin is None else wishes.world_origin
    return WorldClock(wall_origin=wall, world_origin=world, speed=wishes.speed)


def _cars(wishes: Wishes) -> list[RegisteredCar]:
    if wishes.garage is None:
        return draw_garage(wishes.vehicles or DEFAULT_VEHICLES, wishes.seed)
    return read_garage(wishes.garage)


def broker_url(text: str | None) -> SplitResult:
    if text is None:
        raise InvalidOrders("say which broker: --broker mqtt://host:port")
    try:
        url = urlsplit(text)
        good = url.scheme in DEFAULT_PORTS and url.hostname and url.port != 0
    except ValueError as error:
        raise InvalidOrders(f"not the address of a broker: {error}") from error
    if not good:
        raise InvalidOrders(
            "the broker's address must look like mqtt://host:port or mqtts://host:port"
        )
    return url


def address_of(url: SplitResult) -> tuple[str, int]:
    return url.hostname or "", url.port or DEFAULT_PORTS[url.scheme]


def passports_for(
    url: SplitResult, folder: Path | None, ca: Path | None, vins: Iterable[str]
) -> dict[str, Passport]:
    """Of the files VIN.pem in `folder`, with a key and a certificate, and of its ca.crt."""
    if url.scheme != "mqtts":
        if folder is not None or ca is not None:
            raise InvalidOrders(
                "--certificates and --ca are for TLS: --broker mqtts://host:port"
            )
        return {}
    files = {vin: None if folder is None else folder / f"{vin}.pem" for vin in vins}
    without = sum(file is not None and not file.is_file() for file in files.values())
    if folder is not None and without:
        raise InvalidOrders(f"{without} cars have no certificate VIN.pem in {folder}")
    if ca is None and folder is not None and (folder / AUTHORITY_NAME).is_file():
        ca = folder / AUTHORITY_NAME
    return {vin: Passport(url.hostname or "", ca, file) for vin, file in files.items()}


def credentials_for(
    url: SplitResult, passwords: Path | None, vins: Iterable[str]
) -> dict[str, Credentials]:
    if passwords is None:
        return {vin: _from_url(url, vin) for vin in vins}
    if url.username is not None:
        raise InvalidOrders("--credentials has the passwords; leave the URL's user out")
    known = read_passwords(passwords)
    strangers = sum(vin not in known for vin in vins)
    if strangers:
        raise InvalidOrders(f"{strangers} cars have no password in {passwords.name}")
    return {vin: Credentials(client_id=vin, username=vin, password=known[vin]) for vin in vins}


def _from_url(url: SplitResult, vin: str) -> Credentials:
    """User and password of the URL, in which {vin} stands for the car's own."""
    user, password = (
        None if part is None else unquote(part).replace("{vin}", vin)
        for part in (url.username, url.password)
    )
    return Credentials(client_id=vin, username=user, password=password)


def read_passwords(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidOrders(f"{path.name} is not JSON: {error}") from error
    if not isinstance(known, dict):
        raise InvalidOrders(f'{path.name} must look like {{"VIN": "password"}}')
    return known


def read_public_key(path: Path | None) -> Ed25519PublicKey | None:
    if path is None:
        return None
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError as error:
        raise InvalidOrders(f"{path.name} holds no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidOrders(f"{path.name} holds no Ed25519 public key")
    return key
