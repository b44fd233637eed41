"""One suite for every carrier: a udsoncan client talks to real components of a car."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import can
import pytest
from udsoncan.client import Client
from udsoncan.connections import BaseConnection
from udsoncan.exceptions import NegativeResponseException, TimeoutException
from udsoncan.Response import Response

from simulator.car.car import Car
from simulator.carriers import can_addresses
from simulator.carriers.client import uds_client
from simulator.carriers.doip.entity import DoipEntity
from simulator.carriers.doip.tester import DoipConnection, DoipTester
from simulator.carriers.in_process import InProcessConnection
from simulator.carriers.isotp import IsoTpConnection, IsoTpServer
from simulator.components.identifier import VIN as VIN_IDENTIFIER
from simulator.days.day_plan import Phase
from simulator.world_clock import WorldClock

pytestmark = pytest.mark.slow  # threads and sockets

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000.0
WHEEL_SPEED = 0x403513
AMBIENT = 0x007162

Connect = Callable[[str], Client]


@pytest.fixture
def car() -> Car:
    """A parked car in which wheel speed sensor and ambient sensor have failed."""
    subject = Car.build(VIN, 7, start_s=START)
    while subject.phase is not Phase.PARKED:
        subject.advance(subject.now_s + 1)
    subject.components["brakes"].memory.fail(
        WHEEL_SPEED, lambda: subject.components["brakes"].freeze_frame(subject.now_s)
    )
    subject.components["thermal_management"].memory.fail(AMBIENT, tuple)
    return subject


@pytest.fixture
def clock(car: Car) -> WorldClock:
    """World time that goes on from the car's, five times as fast as the wall's."""
    return WorldClock(wall_origin=time.time(), world_origin=car.now_s, speed=5)


Connections = Iterator[Callable[[str], BaseConnection]]


@contextmanager
def in_process(car: Car, clock: WorldClock) -> Connections:
    yield lambda name: InProcessConnection(car.components[name], clock.now).open()


@contextmanager
def iso_tp(car: Car, clock: WorldClock) -> Connections:
    channel = str(uuid.uuid4())
    with (
        can.Bus(interface="virtual", channel=channel) as components_bus,
        can.Bus(interface="virtual", channel=channel) as tester_bus,
        IsoTpServer(car.components.values(), components_bus, clock.now, car.share()),
    ):
        yield lambda name: IsoTpConnection(
            name, can_addresses.tester_side(car.components[name].description), tester_bus
        ).open()


@contextmanager
def doip(car: Car, clock: WorldClock) -> Connections:
    with (
        DoipEntity(car.vin, car.components.values(), clock.now, car.share()) as entity,
        closing(DoipTester(entity.address)) as tester,
    ):
        yield lambda name: DoipConnection(car.components[name].description, tester).open()


@pytest.fixture(params=[in_process, iso_tp, doip])
def connect(
    request: pytest.FixtureRequest, car: Car, clock: WorldClock
) -> Iterator[Callable[[str], Client]]:
    """Opens a client to a component of the car."""
    with request.param(car, clock) as connection:
        yield lambda name: uds_client(connection(name))


def refusal(call: Callable[[], object]) -> int:
    """The negative response code with which a component refuses."""
    with pytest.raises(NegativeResponseException) as refused:
        call()
    code = refused.value.response.code
    assert code is not None
    return code


def data(response: Response | None) -> Any:
    """What a client has read from a response, which must have come."""
    assert response is not None
    return response.service_data


def test_session_and_tester_present(connect: Connect, car: Car) -> None:
    """Services 0x10 and 0x3E."""
    client = connect("brakes")
    assert data(client.change_session(3)).session_echo == 3
    assert client.tester_present() is not None
    assert car.components["brakes"].ram.session == 3


def test_long_answer(connect: Connect) -> None:
    """Service 0x22: a VIN takes three CAN frames."""
    values = (
        connect("infotainment").read_data_by_identifier([VIN_IDENTIFIER]).service_data.values
    )
    assert values == {VIN_IDENTIFIER: VIN.encode()}


def test_long_request(connect: Connect) -> None:
    """Service 0x22: a request for many identifiers takes several CAN frames."""
    wanted = [VIN_IDENTIFIER, 0xF189, 0xF18C, 0xDD01, 0xF442, 0xF446]
    client = connect("infotainment")
    values = data(client.read_data_by_identifier(wanted)).values
    assert sorted(values) == sorted(wanted)


def test_fault_memory(connect: Connect, car: Car) -> None:
    """Service 0x19: number, codes by mask, supported codes."""
    client = connect("brakes")
    assert data(client.get_number_of_dtc_by_status_mask(0x08)).dtc_count == 1
    failed = data(client.get_dtc_by_status_mask(0x08)).dtcs
    assert [(dtc.id, dtc.status.get_byte_as_int()) for dtc in failed] == [(WHEEL_SPEED, 0xAF)]
    supported = data(client.get_supported_dtc()).dtcs
    assert [dtc.id for dtc in supported] == list(car.components["brakes"].description.monitors)


def test_evidence(connect: Connect, car: Car) -> None:
    """Service 0x19: snapshots and extended data arrive as the component keeps them."""
    client = connect("brakes")
    (dtc,) = data(client.get_dtc_snapshot_by_dtc_number(WHEEL_SPEED, 0xFF)).dtcs
    read = [(each.record_number, each.did, each.raw_data) for each in dtc.snapshots]
    (kept,) = car.components["brakes"].memory[WHEEL_SPEED].snapshots
    assert read == [(kept.record, did, raw) for did, raw in kept.values]
    assert len(read) == 7
    (dtc,) = data(client.get_dtc_extended_data_by_dtc_number(WHEEL_SPEED, 0xFF)).dtcs
    counters = [(each.record_number, each.raw_data) for each in dtc.extended_data]
    assert counters == [(1, b"\x01"), (2, b"\x00"), (3, b"\x01"), (4, b"\x00")]


def test_clear(connect: Connect, car: Car) -> None:
    """Service 0x14: the client waits while the component says "response pending"."""
    thermal = car.components["thermal_management"]
    assert connect("thermal_management").clear_dtc(AMBIENT) is not None
    assert (thermal.clears, thermal.memory[AMBIENT].status) == (1, 0x50)


def test_a_late_answer_is_nobody_elses(connect: Connect, car: Car, clock: WorldClock) -> None:
    """Who gives up on a pending response is not told it in place of the next one."""
    thermal = car.components["thermal_management"]
    thermal.description = replace(thermal.description, erase_s=3.0)
    client = connect("thermal_management")
    client.set_config("p2_star_timeout", 0.001)
    with pytest.raises(TimeoutException):
        client.clear_dtc(AMBIENT)
    client.set_config("p2_star_timeout", 5)
    ready_s = thermal.pending_until_s
    assert ready_s is not None
    time.sleep(max(clock.wall_seconds(ready_s - clock.now()), 0))
    while thermal.pending_until_s and not isinstance(client.conn, InProcessConnection):
        time.sleep(0.001)
    with car.share():  # a server lets go when it has sent what was pending
        assert thermal.clears == 1
    assert data(client.read_data_by_identifier([0xF186])).values == {0xF186: b"\x01"}


def test_security_and_routine(connect: Connect) -> None:
    """Services 0x27 and 0x31: locked, unlocked, pending, done."""
    client = connect("airbag")
    client.change_session(3)
    assert refusal(lambda: client.start_routine(0x0203)) == 0x33
    client.unlock_security_access(1)
    assert data(client.start_routine(0x0203)).routine_status_record == b"\x00"


def test_control_dtc_setting(connect: Connect, car: Car) -> None:
    """Service 0x85."""
    client = connect("steering")
    assert refusal(lambda: client.control_dtc_setting(2)) == 0x7F
    client.change_session(3)
    client.control_dtc_setting(2)
    assert not car.components["steering"].ram.dtc_setting


def test_reset_and_silence(connect: Connect, car: Car, clock: WorldClock) -> None:
    """Service 0x11: answered, then silence, then the default session again."""
    client = connect("brakes")
    client.change_session(3)
    assert data(client.ecu_reset(1)).reset_type_echo == 1
    silent_until_s = car.components["brakes"].silent_until_s
    client.set_config("p2_timeout", 0.05)
    with pytest.raises(TimeoutException):
        client.tester_present()
    client.set_config("p2_timeout", 1)
    time.sleep(max(clock.wall_seconds(silent_until_s - clock.now()), 0))
    assert data(client.read_data_by_identifier([0xF186])).values == {0xF186: b"\x01"}


def test_unsupported_service(connect: Connect) -> None:
    """A service that a component does not have is refused."""
    assert refusal(lambda: connect("brakes").write_data_by_identifier(0xF190, b"")) == 0x11


def test_waiting_runs_ahead_of_the_clock(car: Car) -> None:
    """In process a pending response is waited for in world time, at once on the wall's."""
    connection = InProcessConnection(car.components["thermal_management"], lambda: START).open()
    client = uds_client(connection)
    assert connection.now_s == START
    client.clear_dtc(AMBIENT)
    assert connection.now_s == pytest.approx(START + 0.3)
