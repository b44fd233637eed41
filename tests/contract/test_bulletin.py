"""The bulletin: those who listen hear what is published from then on, and nobody waits."""

import asyncio

import pytest

from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.ports import Bulletin
from tests.fix_store import CAR, OTHER_CAR


@pytest.fixture(params=[MemoryBulletin])
def bulletin(request: pytest.FixtureRequest) -> Bulletin:
    made: Bulletin = request.param()
    return made


def faults_of(vin: Vin) -> Change:
    return Change(vin, Facet.FAULTS)


async def test_a_listener_hears_all_or_one_vehicle(bulletin: Bulletin) -> None:
    """In the order of publishing."""
    everything, one = bulletin.listen(), bulletin.listen(OTHER_CAR)
    for vin in (CAR, OTHER_CAR, CAR):
        bulletin.publish(faults_of(vin))
    heard = [(await anext(everything)).vin for _ in range(3)]
    assert heard == [CAR, OTHER_CAR, CAR]
    assert await anext(one) == faults_of(OTHER_CAR)


async def test_it_tells_of_whom_anybody_wants_to_hear(bulletin: Bulletin) -> None:
    """Of nobody, of one vehicle, of all; and no longer when the listeners have left."""
    assert CAR not in bulletin.audience
    one = bulletin.listen(OTHER_CAR)
    assert OTHER_CAR in bulletin.audience
    assert CAR not in bulletin.audience
    everything = bulletin.listen()
    assert CAR in bulletin.audience
    for listener in (one, everything):
        await listener.aclose()  # type: ignore[attr-defined]  # the port's word asks for it
    assert OTHER_CAR not in bulletin.audience


async def test_nothing_is_kept_for_who_comes_later(bulletin: Bulletin) -> None:
    """A listener hears nothing from before."""
    bulletin.publish(faults_of(CAR))
    late = bulletin.listen()
    bulletin.publish(faults_of(OTHER_CAR))
    assert await anext(late) == faults_of(OTHER_CAR)


async def test_a_listener_waits_for_the_next(bulletin: Bulletin) -> None:
    """Without anything to hear it sleeps until there is."""
    listener = bulletin.listen()
    waiting = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0)
    assert not waiting.done()
    bulletin.publish(faults_of(CAR))
    assert await waiting == faults_of(CAR)


async def test_a_listener_that_sleeps_holds_nobody_up(bulletin: Bulletin) -> None:
    """It loses the oldest; what is newest reaches it."""
    sleeper = bulletin.listen()
    for _ in range(5000):
        bulletin.publish(faults_of(CAR))
    bulletin.publish(faults_of(OTHER_CAR))
    heard = faults_of(CAR)
    count = 0
    while heard != faults_of(OTHER_CAR):
        heard = await anext(sleeper)
        count += 1
    assert count < 5000


async def test_who_has_left_is_forgotten(bulletin: Bulletin) -> None:
    """Leaving twice does no harm."""
    listener = bulletin.listen()
    for _ in range(2):
        await listener.aclose()  # type: ignore[attr-defined]  # the port's word asks for it
    bulletin.publish(faults_of(CAR))
    waiting = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
