"""Which CAN buses can be opened, and what is said of those that cannot."""

import socket
from collections.abc import Iterator
from pathlib import Path

import can
import pytest

from simulator.car.car import Car
from simulator.carriers import can_addresses
from simulator.carriers.can_bus import BusUnavailable, open_bus
from simulator.carriers.client import uds_client
from simulator.carriers.isotp import IsoTpConnection, IsoTpServer

VIN = "5YJ3E7EB0KF000316"
VIN_IDENTIFIER = 0xF190
VCAN = "vcan0"


@pytest.fixture(params=[("virtual", "a test's"), ("socketcan", VCAN)], ids=lambda p: p[0])
def bus_name(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A bus of each kind; SocketCAN's where the machine has `vcan0` up."""
    interface, channel = request.param
    if interface == "socketcan" and not Path("/sys/class/net", channel).exists():
        pytest.skip(f"no {VCAN} here: ip link add {VCAN} type vcan && ip link set {VCAN} up")
    return interface, channel


@pytest.fixture
def buses(bus_name: tuple[str, str]) -> Iterator[tuple[can.BusABC, can.BusABC]]:
    """The components' end and the tester's."""
    with open_bus(*bus_name) as components, open_bus(*bus_name) as tester:
        yield components, tester


def test_a_car_answers_on_it(buses: tuple[can.BusABC, can.BusABC]) -> None:
    """Real ISO-TP frames, several for a VIN."""
    components, tester = buses
    car = Car.build(VIN, 7, start_s=1_700_000_000)
    infotainment = car.components["infotainment"].description
    with IsoTpServer(car.components.values(), components, lambda: car.now_s, car.share()):
        client = uds_client(
            IsoTpConnection(
                "infotainment", can_addresses.tester_side(infotainment), tester
            ).open()
        )
        response = client.read_data_by_identifier([VIN_IDENTIFIER])
    assert response.service_data.values == {VIN_IDENTIFIER: VIN.encode()}


def test_a_bus_that_is_not_there_is_named() -> None:
    """The message says what is missing, not only that something is."""
    with pytest.raises(BusUnavailable) as missing:
        open_bus("socketcan", "nocan7")
    reason = "no such interface" if _kernel_has_can() else "no CAN sockets"
    assert reason in str(missing.value)
    assert "nocan7" in str(missing.value)


def test_an_unknown_driver_is_named() -> None:
    """So is the kind of interface that python-can does not know."""
    with pytest.raises(BusUnavailable, match='Unknown interface type "telepathy"'):
        open_bus("telepathy", "can0")


def _kernel_has_can() -> bool:
    try:
        socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW).close()
    except OSError:
        return False
    return True
