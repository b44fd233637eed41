from dataclasses import replace
from pathlib import Path

import pytest

from simulator.agent.mqtt.packets import Credentials
from simulator.days.busy_day import busy_day
from simulator.days.commuter_day import commuter_day
from simulator.fleet.orders import InvalidOrders, Orders, Wishes, take_orders
from simulator.links.mix import DEFAULT_MIX

WISHES = Wishes(
    broker="mqtt://127.0.0.1",
    vehicles=3,
    garage=None,
    credentials=None,
    command_key=None,
    seed=7,
    speed=1.0,
    wall_origin=None,
    world_origin=None,
    wall_s=0.0,
    profile_mix=DEFAULT_MIX,
)


def taken(**wishes: object) -> Orders:
    return take_orders(replace(WISHES, **wishes), Path("data"))  # type: ignore[arg-type]


def test_a_broker_is_all_that_is_needed() -> None:
    """The cars are drawn from the seed, connect anonymously and trust no command."""
    orders = taken()
    vins = [car.vin for car in orders.cars]
    assert orders.broker == ("127.0.0.1", 1883)
    assert {vin: Credentials(client_id=vin) for vin in vins} == orders.credentials
    assert orders.public_key is None


def test_the_same_seed_draws_the_same_cars() -> None:
    """Two contenders can be given the same fleet."""
    assert taken().cars == taken().cars
    assert taken().cars != taken(seed=8).cars


@pytest.mark.parametrize(
    ("user", "username", "password"),
    [
        ("fleet:s%40cret", "fleet", "s@cret"),
        ("car-{vin}:of-{vin}", "car-VIN", "of-VIN"),
        ("fleet", "fleet", None),
    ],
)
def test_the_url_may_carry_an_account(user: str, username: str, password: str | None) -> None:
    """One account for all, or one each with {vin} in its place."""
    orders = taken(broker=f"mqtt://{user}@broker.example:2883", vehicles=1)
    (vin,) = orders.credentials
    expected = Credentials(
        client_id=vin,
        username=username.replace("VIN", vin),
        password=password.replace("VIN", vin) if password else None,
    )
    assert expected == orders.credentials[vin]
    assert orders.broker == ("broker.example", 2883)


def test_a_day_can_be_ordered() -> None:
    """Cars live busy days unless a week of a commuter is wished for."""
    assert taken().day is busy_day
    assert taken(day="commuter").day is commuter_day


def test_certificates_are_looked_for_by_vin(tmp_path: Path) -> None:
    """TLS needs them and they need TLS; a car without one is told at once."""
    url = "mqtts://broker.example"
    with pytest.raises(InvalidOrders, match=r"3 cars have no certificate VIN\.pem"):
        taken(broker=url, vehicles=3, certificates=tmp_path)
    with pytest.raises(InvalidOrders, match="are for TLS"):
        taken(certificates=tmp_path)
    vins = [car.vin for car in taken(vehicles=3).cars]
    for vin in vins:
        (tmp_path / f"{vin}.pem").touch()
    orders = taken(broker=url, vehicles=3, certificates=tmp_path)
    assert orders.broker == ("broker.example", 8883)
    assert [*orders.passports] == vins
    assert {one.server_name for one in orders.passports.values()} == {"broker.example"}


def test_plain_text_needs_no_passport() -> None:
    """And TLS without certificates of the cars has one that only knows the broker."""
    assert taken().passports == {}
    assert len(taken(broker="mqtts://broker.example", vehicles=2).passports) == 2
