"""The outbox: a command leaves when the vehicle itself says that it is there."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.domain.case import CaseId
from gateway.domain.operation import OperationState
from gateway.domain.vin import Vin
from gateway.pipeline.dispatch import Parcel
from gateway.remedy.steps import StepResult
from tests.fix_commands import EXPIRES_AFTER, NUMBER, SPEECHLESS, a_command, asked_for, begun
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, OTHER_CAR, House, a_presence, a_reply, later, sealed

LONG_AGO = later(days=-1)
PARCEL = Parcel(operation=NUMBER, vin=CAR, downlink=sealed(a_command()))


async def queued(house: House, vin: Vin = CAR) -> CaseId:
    """A case of this car with one command in the outbox."""
    case = await house.open_case(replace(FINDING, vin=vin))
    await asked_for(house, case)
    return case


async def taken(
    house: House, now: datetime = NOON, resend_before: datetime = LONG_AGO
) -> list[Parcel]:
    return list(await house.outbox.take_due(now, resend_before, 9))


async def due(
    house: House, now: datetime = NOON, resend_before: datetime = LONG_AGO
) -> list[Parcel]:
    """What leaves, and is told to have been sent."""
    parcels = await taken(house, now, resend_before)
    for parcel in parcels:
        await house.outbox.mark_sent(parcel.operation, now)
    return parcels


async def standing(house: House, case: CaseId) -> StepResult:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.attempt is not None
        return desk.file.attempt.results[0]


async def test_nothing_leaves_for_a_vehicle_that_has_said_nothing(house: House) -> None:
    """A vehicle that was never heard of, or whose last will has come, gets no command.

    Lessons row 27 (home-assistant/core#182023).
    """
    await queued(house)
    assert await due(house) == []
    await house.hear(a_presence(), a_presence(online=False))
    assert await due(house) == []


async def test_a_command_leaves_once_a_session(house: House) -> None:
    """Once it is told to have been sent, it does not leave again in the same session."""
    case = await queued(house)
    await house.hear(a_presence())
    assert await due(house) == [PARCEL]
    assert (await standing(house, case)).state is OperationState.SENT
    assert await due(house, later(minutes=1)) == []
    assert await taken(house.reopened(), later(minutes=1)) == []


async def test_only_the_vehicle_that_is_there_gets_its_commands(house: House) -> None:
    """A command waits for its own vehicle."""
    await queued(house, OTHER_CAR)
    await house.hear(a_presence(CAR))
    assert await due(house) == []
    await house.hear(a_presence(OTHER_CAR))
    assert [parcel.vin for parcel in await due(house)] == [OTHER_CAR]


async def test_a_new_session_gets_it_again(house: House) -> None:
    """The link may have eaten it: the vehicle executes an id only once."""
    await queued(house)
    for session in (1, 2):
        await house.hear(a_presence(session=session))
        assert await due(house) == [PARCEL]
    await house.hear(a_presence(boot_count=2))
    assert await due(house) == [PARCEL]


async def test_what_stays_unanswered_is_sent_again(house: House) -> None:
    """In the same session only when no word of it has come for long.

    Lessons row 29 (ha-teslafi#47).
    """
    await queued(house)
    await house.hear(a_presence())
    await due(house)
    assert await due(house, later(minutes=3), resend_before=NOON) == []
    assert await due(house, later(minutes=3), resend_before=later(minutes=1)) == [PARCEL]
    await house.take(a_reply(NUMBER, 1, state=OperationState.ACCEPTED))
    assert await due(house, later(minutes=9), resend_before=later(minutes=8)) == []


async def test_what_has_ended_never_leaves_again(house: House) -> None:
    """Once the vehicle has said how it ended, it is out of the outbox."""
    await queued(house)
    await house.hear(a_presence())
    await due(house)
    await house.take(a_reply(NUMBER, 1, state=OperationState.SUCCEEDED))
    await house.hear(a_presence(session=2))
    assert await due(house) == []


async def test_two_dispatchers_send_once(house: House) -> None:
    """Whoever takes a parcel first has it."""
    await queued(house)
    await house.hear(a_presence())
    shares = await asyncio.gather(*(taken(house) for _ in range(4)))
    assert [parcel for parcels in shares for parcel in parcels] == [PARCEL]


async def test_what_is_taken_is_not_sent_yet(house: House) -> None:
    """It still waits for the car until the broker has it, and nobody else gets it meanwhile."""
    case = await queued(house)
    await house.hear(a_presence())
    assert await taken(house) == [PARCEL]
    assert (await standing(house, case)).state is OperationState.QUEUED
    assert await taken(house, later(minutes=1)) == []
    await house.outbox.mark_sent(NUMBER, NOON)
    assert (await standing(house, case)).state is OperationState.SENT


async def test_what_could_not_be_published_waits_as_before(house: House) -> None:
    """It may leave at once, in the same session, and may be cancelled.

    Lessons row 27 (home-assistant/core#182023).
    """
    case = await queued(house)
    await house.hear(a_presence())
    for _ in range(2):
        assert await taken(house) == [PARCEL]
        await house.outbox.put_back(NUMBER)
        assert (await standing(house, case)).state is OperationState.QUEUED
    assert await house.desk.cancel_operation(NUMBER, "R. Meyer")
    assert await taken(house) == []


async def test_what_nobody_told_the_end_of_is_sent_again(house: House) -> None:
    """A crash between publishing and telling: the car executes an id only once."""
    case = await queued(house)
    await house.hear(a_presence())
    await taken(house)
    assert await taken(house, later(minutes=2), resend_before=NOON) == []
    assert await due(house, later(minutes=3), resend_before=later(minutes=1)) == [PARCEL]
    assert (await standing(house, case)).state is OperationState.SENT


async def test_what_may_have_left_is_never_called_expired(house: House) -> None:
    """Nobody told what became of it: unknown, and the car is asked again even when late."""
    case = await queued(house)
    await house.hear(a_presence())
    await taken(house)
    late = NOON + EXPIRES_AFTER
    assert await house.outbox.expire(late, LONG_AGO) == 0
    assert await house.outbox.expire(late, late + timedelta(seconds=60)) == 1
    assert (await standing(house, case)).state is OperationState.UNKNOWN
    assert await taken(house, late, resend_before=later(minutes=1)) == [PARCEL]


async def test_an_answer_may_overtake_the_telling(house: House) -> None:
    """The car is faster than the broker's acknowledgement: nothing turns back.

    Lessons row 3 (thingsboard#8712).
    """
    case = await queued(house)
    await house.hear(a_presence())
    await taken(house)
    await house.take(a_reply(NUMBER, 1, state=OperationState.ACCEPTED))
    await house.outbox.mark_sent(NUMBER, NOON)
    assert (await standing(house, case)).state is OperationState.ACCEPTED
    await house.take(a_reply(NUMBER, 2, state=OperationState.SUCCEEDED))
    await house.outbox.mark_sent(NUMBER, NOON)
    await house.outbox.put_back(NUMBER)
    assert (await standing(house, case)).state is OperationState.SUCCEEDED
    assert await taken(house, later(days=1), resend_before=later(days=1)) == []


async def test_no_more_is_taken_than_asked_for(house: House) -> None:
    """What was never taken comes first."""
    case = await queued(house)
    await asked_for(house, case, SPEECHLESS, index=1)
    await house.hear(a_presence())
    first = await house.outbox.take_due(NOON, LONG_AGO, 1)
    second = await house.outbox.take_due(NOON, LONG_AGO, 1)
    assert [parcel.operation for parcel in (*first, *second)] == [NUMBER, SPEECHLESS]


async def test_what_was_not_sent_in_time_expires(house: House) -> None:
    """Not before: it has not been done and never will be; its case is looked at.

    Lessons row 29 (ha-teslafi#47).
    """
    case = await queued(house)
    late = NOON + EXPIRES_AFTER
    await house.shelf.postpone(case, later(days=1), "for a day")
    assert await house.outbox.expire(late - timedelta(seconds=1), LONG_AGO) == 0
    assert await house.outbox.expire(late, LONG_AGO) == 1
    result = await standing(house, case)
    assert (result.state, result.reason) == (OperationState.EXPIRED, "not_reached")
    assert (result.at, result.settled) == (late, True)
    assert list(await house.shelf.due(late, 9)) == [case]
    await house.hear(a_presence())
    assert await due(house, late) == []
    assert await house.outbox.expire(late, LONG_AGO) == 0


async def test_a_late_command_does_not_leave(house: House) -> None:
    """Even before somebody has marked it as expired.

    Lessons row 30 (Kemmey-TeslaWatch-Public#329).
    """
    await queued(house)
    await house.hear(a_presence())
    assert await due(house, NOON + EXPIRES_AFTER) == []


async def test_what_was_sent_and_lost_is_unknown(house: House) -> None:
    """Neither done nor not done, until the vehicle's own ledger settles it."""
    case = await queued(house)
    await house.hear(a_presence())
    await due(house)
    over = NOON + EXPIRES_AFTER + timedelta(seconds=60)
    now = over + timedelta(minutes=10)
    assert await house.outbox.expire(now, over - timedelta(seconds=1)) == 0
    assert await house.outbox.expire(now, over) == 1
    result = await standing(house, case)
    assert (result.state, result.reason) == (OperationState.UNKNOWN, "no_answer")
    assert not result.settled
    await house.hear(a_presence(session=2))
    assert await due(house, now) == [PARCEL]
    await house.take(a_reply(NUMBER, 1, state=OperationState.FAILED, reason="expired"))
    result = await standing(house, case)
    assert (result.state, result.settled) == (OperationState.FAILED, True)


async def test_a_person_cancels_what_has_not_left(house: House) -> None:
    """It never leaves, its case is looked at, and what has left cannot be called back.

    Lessons row 21 (traccar-web#938).
    """
    case = await queued(house)
    await house.shelf.postpone(case, later(days=1), "for a day")
    assert await house.desk.cancel_operation(NUMBER, "R. Meyer")
    result = await standing(house, case)
    assert (result.state, result.reason) == (OperationState.CANCELLED, "by R. Meyer")
    assert list(await house.shelf.due(NOON, 9)) == [case]
    assert not await house.desk.cancel_operation(NUMBER, "R. Meyer")
    await house.hear(a_presence())
    assert await due(house) == []


async def test_what_is_on_its_way_cannot_be_cancelled(house: House) -> None:
    """The car may have it already."""
    await queued(house)
    await house.hear(a_presence())
    await taken(house)
    assert not await house.desk.cancel_operation(NUMBER, "R. Meyer")


async def test_what_has_left_cannot_be_cancelled(house: House) -> None:
    """Nor can what nobody has asked for."""
    case = await queued(house)
    await house.hear(a_presence())
    await due(house)
    assert not await house.desk.cancel_operation(NUMBER, "R. Meyer")
    assert not await house.desk.cancel_operation(SPEECHLESS, "R. Meyer")
    assert (await standing(house, case)).state is OperationState.SENT


async def test_no_command_without_its_case(house: House) -> None:
    """A desk that fails after asking has asked nothing: persist, then publish.

    Lessons trap commands_lambda.py.
    """
    case = await house.open_case()
    await house.hear(a_presence())

    async def fail() -> None:
        async with house.shelf.open(case) as desk:
            assert desk is not None
            await desk.ask(await begun(desk), 0, a_command(), b"downlink")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await due(house) == []
