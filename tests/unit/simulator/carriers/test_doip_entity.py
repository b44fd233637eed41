"""The sockets of a DoIP entity, as `doipclient` and plain sockets see them."""

# mypy: disallow-untyped-calls=False
# (doipclient has no types)

import asyncio
import hashlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from doipclient.client import DoIPClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.car.car import Car
from simulator.carriers.doip import entity as entity_module
from simulator.carriers.doip.addresses import ENTITY, logical_address
from simulator.carriers.doip.entity import DoipEntity, TcpSocket
from simulator.carriers.doip.header import PayloadType, pack
from simulator.carriers.doip.identification import Identification
from simulator.carriers.doip.tester import DoipConnection, DoipTester
from simulator.carriers.silence import Silence
from simulator.components.component import Component

VIN = "5YJ3E7EB0KF000316"
PRESENT = b"\x3e\x00"


@pytest.fixture
def car() -> Car:
    return Car.build(VIN, 7, start_s=1_700_000_000)


@pytest.fixture
def entity(car: Car) -> Iterator[DoipEntity]:
    with served(car) as entity:
        yield entity


def served(car: Car, port: int = 0) -> DoipEntity:
    components = car.components.values()
    return DoipEntity(VIN, components, lambda: car.now_s, car.share(), port=port)


def plain(entity: DoipEntity) -> socket.socket:
    """A TCP connection without any manners; reads give up after ten seconds."""
    return socket.create_connection(entity.address, timeout=10)


def client(entity: DoipEntity, **options: object) -> DoIPClient:
    host, port = entity.address
    return DoIPClient(host, ENTITY, tcp_port=port, udp_port=port, **options)


def present(tester: DoipTester, component: Component) -> bytes | None:
    connection = DoipConnection(component.description, tester).open()
    connection.send(PRESENT)
    return connection.wait_frame(5, exception=True)


def test_a_car_identifies_itself(entity: DoipEntity) -> None:
    """By UDP: to all, and to those who name it."""
    eid = b"\x02" + hashlib.blake2s(VIN.encode(), digest_size=5).digest()
    with closing(client(entity)) as tester:
        answers = [
            tester.request_vehicle_identification(),
            tester.request_vehicle_identification(vin=VIN),
            tester.request_vehicle_identification(eid=eid),
        ]
        assert [(VIN, ENTITY, eid)] * 3 == [
            (each.vin, each.logical_address, each.eid) for each in answers
        ]


def test_who_asks_for_another_car_hears_nothing() -> None:
    """Nor does noise; a message of a kind that is not for UDP is refused."""
    identification = Identification(VIN, lambda: 0)
    other = pack(PayloadType.VEHICLE_IDENTIFICATION_REQUEST_VIN, b"W0VZZZE1XSB000001")
    assert identification.answer(other) is None
    assert identification.answer(b"\x02\xfd") is None
    message = pack(PayloadType.DIAGNOSTIC_MESSAGE, PRESENT)
    assert identification.answer(message) == pack(PayloadType.HEADER_NACK, b"\x01")


@pytest.mark.parametrize(("asked", "answered"), [(2, 2), (3, 3), (0xFF, 2)])
def test_an_identification_has_the_version_of_the_question(asked: int, answered: int) -> None:
    """A tester that does not know the version yet asks with 0xFF."""
    identification = Identification(VIN, lambda: 0)
    request = pack(PayloadType.VEHICLE_IDENTIFICATION_REQUEST, b"", asked)
    answer = identification.answer(request)
    assert answer is not None
    assert (answered, answered ^ 0xFF) == (answer[0], answer[1])


@given(datagram=st.binary(max_size=80))
def test_no_datagram_breaks_it(datagram: bytes) -> None:
    """Whatever comes by UDP gets one message in answer or none."""
    answer = Identification(VIN, lambda: 0).answer(datagram)
    assert answer is None or int.from_bytes(answer[4:8]) == len(answer) - 8


def test_it_tells_its_status(entity: DoipEntity) -> None:
    """A gateway, with its limits and the sockets that are open; and that its power is on."""
    with closing(client(entity)) as tester:
        status = tester.request_entity_status()
        told = status.node_type, status.max_concurrent_sockets
        assert told == (0, 4)
        assert (status.currently_open_sockets, status.max_data_size) == (1, 4095)
        assert tester.request_diagnostic_power_mode().diagnostic_power_mode == 1


def test_several_testers_at_once(entity: DoipEntity, car: Car) -> None:
    """Each has its own socket and address, and gets its own answers."""
    brakes, steering = car.components["brakes"], car.components["steering"]
    with (
        closing(DoipTester(entity.address, 0x0E01)) as first,
        closing(DoipTester(entity.address, 0x0E02)) as second,
    ):
        for tester, component in [(first, brakes), (second, steering)] * 3:
            assert present(tester, component) == b"\x7e\x00"


def test_a_tester_that_lives_is_not_replaced(entity: DoipEntity, car: Car) -> None:
    """It says so when it is asked; the newcomer with its address is refused."""
    with closing(DoipTester(entity.address)) as first:
        stop = threading.Event()
        listening = threading.Thread(target=lambda: _listen(first, stop))
        listening.start()
        try:
            with pytest.raises(ConnectionRefusedError, match="3"):
                DoipTester(entity.address)
        finally:
            stop.set()
            listening.join()
        assert present(first, car.components["brakes"]) == b"\x7e\x00"


def _listen(tester: DoipTester, stop: threading.Event) -> None:
    while not stop.is_set():
        tester.drop_late_answers()


def test_a_closed_connection_is_opened_again(entity: DoipEntity, car: Car) -> None:
    """The tester notices before its next request."""
    with closing(DoipTester(entity.address)) as tester:
        assert present(tester, car.components["brakes"]) == b"\x7e\x00"
        tester.send_doip(PayloadType.DIAGNOSTIC_MESSAGE, b"too")
        with pytest.raises(OSError, match="NACK Code: 4"):
            tester.read_doip()
        with pytest.raises(TimeoutError):
            tester.read_doip()
        assert present(tester, car.components["brakes"]) == b"\x7e\x00"


def test_an_entity_that_is_away_is_silence(car: Car) -> None:
    """Until it is there again."""
    with served(car) as first:
        tester = DoipTester(first.address)
    with closing(tester):
        for _ in range(3):
            with pytest.raises(Silence):
                present(tester, car.components["brakes"])
        with served(car, first.address[1]):
            assert present(tester, car.components["brakes"]) == b"\x7e\x00"


def test_a_stranger_is_thrown_out(entity: DoipEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who connects and does not introduce himself in time loses the connection."""
    monkeypatch.setattr(entity_module, "INITIAL_INACTIVITY_S", 0.01)
    with plain(entity) as stranger:
        assert stranger.recv(1) == b""


class Pipe(asyncio.Transport):
    """A transport that takes everything."""

    def is_closing(self) -> bool:
        return False

    def write(self, data: object) -> None:
        """It is gone."""

    def close(self) -> None:
        """So is the pipe."""


async def test_what_is_sent_keeps_a_connection_too(car: Car) -> None:
    """The general inactivity timer begins anew with every message of either side."""
    tester = TcpSocket(served(car))
    tester.connection_made(Pipe())
    initial = tester._timer
    tester.send(b"before the activation")
    assert initial is tester._timer
    tester.data_received(
        pack(PayloadType.ROUTING_ACTIVATION_REQUEST, struct.pack("!HBI", 0x0E00, 0, 0))
    )
    heard = tester._timer
    tester.send(b"a late answer")
    assert initial is not None
    assert heard is not None
    assert tester._timer is not None
    assert initial.cancelled()
    assert heard.cancelled()
    assert heard.when() <= tester._timer.when()
    tester.connection_lost(None)


def test_what_the_thread_dies_of_is_told(car: Car, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault while a tester is served is raised where the entity is left."""
    brakes = car.components["brakes"]
    entity = served(car)

    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    def ask() -> None:
        with entity, closing(DoipTester(entity.address)) as tester:
            monkeypatch.setattr(entity.router, "ask", break_down)
            with pytest.raises(Silence):
                present(tester, brakes)

    with pytest.raises(ZeroDivisionError):
        ask()


def test_an_unknown_component_is_silent(entity: DoipEntity, car: Car) -> None:
    """The negative acknowledgement reaches the unit as what it means: no answer."""
    del car
    with closing(DoipTester(entity.address)) as tester, pytest.raises(OSError, match="3"):
        tester.ask(0x1FFF, PRESENT, 5)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(min_size=8, max_size=300))
def test_noise_on_one_socket_harms_nobody(entity: DoipEntity, car: Car, noise: bytes) -> None:
    """Whatever the entity makes of it, it goes on with the others."""
    with plain(entity) as noisy, closing(DoipTester(entity.address)) as tester:
        noisy.sendall(noise)
        assert present(tester, car.components["brakes"]) == b"\x7e\x00"


def test_a_taken_port_is_told(entity: DoipEntity, car: Car) -> None:
    """Entering raises, and leaves nothing behind."""
    with pytest.raises(OSError, match="in use"), served(car, entity.address[1]):
        pytest.fail("entered")


def test_addresses_are_the_components_own(car: Car) -> None:
    """No two components share one, none has the entity's."""
    taken = [logical_address(each.description) for each in car.components.values()]
    assert len({ENTITY, *taken}) == len(taken) + 1
