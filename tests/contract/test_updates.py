"""Software updates as who sends to cars has to know of them."""

from datetime import timedelta

from gateway.domain.explanation import PhaseSample
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.vin import Vin
from tests.contract.test_outbox import LONG_AGO, queued
from tests.fix_commands import NUMBER
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, House, a_presence
from tests.fix_triage import measured

STRANGER = Vin("WVWZZZ1JZXW000009")


async def test_nothing_is_taken_for_who_is_left_out(house: House) -> None:
    """Until the vehicle is asked for again."""
    await queued(house)
    await house.hear(a_presence())
    assert list(await house.outbox.take_due(NOON, LONG_AGO, 9, [OTHER_CAR, CAR])) == []
    [parcel] = await house.outbox.take_due(NOON, LONG_AGO, 9, [OTHER_CAR])
    assert parcel.operation == NUMBER


async def test_how_far_an_update_of_a_car_is(house: House) -> None:
    """Whoever sends to it has to know; by event time, and of no other car."""
    said = measured(1, 0, SOFTWARE_UPDATE_PHASE, [UpdatePhase.INSTALLING], vin=CAR)
    await house.take(said)
    phases = [PhaseSample(said.at, UpdatePhase.INSTALLING)]
    assert list(await house.outbox.update_phases(CAR, said.at, said.at)) == phases
    earlier = said.at - timedelta(seconds=1)
    assert list(await house.outbox.update_phases(CAR, LONG_AGO, earlier)) == []


async def test_a_car_that_has_been_erased_has_no_updates(house: House) -> None:
    """Its command may have been taken a moment before."""
    assert list(await house.outbox.update_phases(STRANGER, LONG_AGO, NOON)) == []
