"""The realistic cars: the same operations, in ISO-TP frames or over DoIP."""

import asyncio
import time

import pytest

from simulator.agent.ecu import Ecu, UdsFailure
from simulator.agent.fault_watch import FaultWatch
from simulator.carriers.carrier import Carrier
from simulator.fleet.wiring_loom import connected
from simulator.world_clock import WorldClock
from tests.fix_simulator import Bench

pytestmark = pytest.mark.slow


@pytest.fixture(params=list(Carrier))
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Each way to the components."""
    return Carrier(request.param)


async def ignore(_: str, __: bytes) -> None:
    return


def slowed(bench: Bench) -> WorldClock:
    """Real frames and threads need time of the wall."""
    return WorldClock(wall_origin=time.time(), world_origin=bench.world.now(), speed=20)


async def answers(ecu: Ecu) -> bool:
    try:
        await ecu.tester_present()
    except UdsFailure:
        return False
    return True


async def test_every_memory_is_read(bench: Bench, carrier: Carrier) -> None:
    """Reports are the same over every carrier."""
    in_process = await FaultWatch(bench.ecus(), bench.car.components, {}).look()
    with connected(carrier, bench.car, slowed(bench), ignore) as ecus:
        assert await FaultWatch(ecus, bench.car.components, {}).look() == in_process


async def test_a_reset_is_followed_by_silence(bench: Bench, carrier: Carrier) -> None:
    """The component does not answer while it boots, then it does; every byte is kept."""
    with connected(carrier, bench.car, slowed(bench), ignore) as ecus:
        telematics = ecus["telematics"]
        await telematics.reset(1)
        with pytest.raises(UdsFailure, match="no_answer"):
            await telematics.tester_present()
        async with asyncio.timeout(20):
            while not await answers(telematics):
                continue
        exchanges = telematics.take_exchanges()
    requests = [exchange.request for exchange in exchanges]
    assert requests[:3] == [b"\x10\x03", b"\x11\x01", b"\x3e\x00"]
    assert [exchange.response for exchange in exchanges[1:3]] == [b"\x51\x01", b""]
    assert exchanges[-1].response == b"\x7e\x00"
