"""ISO-TP on a bus that never rests, and a server that dies."""

import itertools
from collections.abc import Iterator, Sequence

import can
import pytest
from can.interfaces.socketcan import SocketcanBus
from can.typechecking import CanFilters

from simulator.car.car import Car
from simulator.carriers import can_addresses, isotp
from simulator.carriers.can_bus import open_bus
from simulator.carriers.isotp import IsoTpConnection, IsoTpServer
from simulator.carriers.silence import Silence

FOREIGN = can.Message(arbitration_id=0x123, data=b"\x01", is_extended_id=False)
ENDLESS = 100_000


class BusyBus(can.BusABC):
    """Always has another foreign frame: a real car's bus, faster than its reader."""

    _is_shutdown = True

    def __init__(self) -> None:
        self.taken = 0

    def recv(self, timeout: float | None = None) -> can.Message:
        del timeout
        self.taken += 1
        if self.taken > ENDLESS:
            pytest.fail("it reads on for ever")
        return FOREIGN

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        """Nobody answers."""


class KernelBus(SocketcanBus):
    """A SocketCAN bus without a kernel: it keeps what it was told to hear."""

    _is_shutdown = True

    def __init__(self) -> None:
        self.told: CanFilters = []

    def set_filters(self, filters: CanFilters | None = None) -> None:
        self.told = self._filters = filters or []

    _filters: CanFilters | None = None


@pytest.fixture
def car() -> Car:
    return Car.build("5YJ3E7EB0KF000316", 7, start_s=1_700_000_000)


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock on which every look takes a millisecond."""
    ticks = itertools.count()
    with monkeypatch.context() as patch:
        patch.setattr(f"{isotp.__name__}.time.monotonic", lambda: next(ticks) / 1000)
        yield


def connection(car: Car, name: str, bus: can.BusABC) -> IsoTpConnection:
    address = can_addresses.tester_side(car.components[name].description)
    return IsoTpConnection(name, address, bus).open()


@pytest.mark.usefixtures("ticking")
def test_silence_comes_in_time_on_a_busy_bus(car: Car) -> None:
    """However many frames of others are waiting."""
    with pytest.raises(Silence):
        connection(car, "brakes", BusyBus()).specific_wait_frame(0.5)


@pytest.mark.usefixtures("ticking")
def test_a_busy_bus_is_emptied_for_a_moment_only(car: Car) -> None:
    """Its queue has no end."""
    bus = BusyBus()
    connection(car, "brakes", bus).empty_rxqueue()
    assert 0 < bus.taken < ENDLESS


def heard(filters: CanFilters) -> Sequence[int]:
    return [each["can_id"] for each in filters]


def test_the_kernel_keeps_foreign_frames_away(car: Car) -> None:
    """Connections that share a bus hear their components' answers, and nothing else."""
    bus = KernelBus()
    for name in ("brakes", "steering", "brakes"):
        connection(car, name, bus)
    wanted = [
        can_addresses.response_id(car.components[name].description)
        for name in ("brakes", "steering")
    ]
    assert wanted == heard(bus.told)
    assert {each["can_mask"] for each in bus.told} == {0x7FF}


def test_what_a_server_dies_of_is_told(car: Car) -> None:
    """Its components would only be mute: it is raised where the server is left."""

    def stopped_clock() -> float:
        raise ZeroDivisionError

    with (
        open_bus("virtual", "a dying server's") as bus,
        pytest.raises(ZeroDivisionError),
        IsoTpServer(car.components.values(), bus, stopped_clock, car.share()) as server,
    ):
        server._done.exception(timeout=60)
