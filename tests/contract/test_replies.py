"""Replies in the journal: what they answer, and what they change."""

import pytest

from gateway.domain.case import CaseId
from gateway.domain.operation import EcuReset, OperationState, ReadEvidence, ResetType
from gateway.pipeline.journal import Asked
from gateway.remedy.steps import StepResult
from tests.fix_commands import NUMBER, SPEECHLESS, asked_for
from tests.fix_knowledge import EVIDENCE, NOON, PLAYBOOK, SCREEN_FROZEN
from tests.fix_store import CAR, OTHER_CAR, House, a_presence, a_reply, later

S = OperationState


async def results(house: House, case: CaseId) -> tuple[StepResult, ...]:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.attempt is not None
        return desk.file.attempt.results


async def sent(house: House) -> CaseId:
    """A case whose first step has been sent to the car."""
    case = await house.open_case()
    await asked_for(house, case)
    await house.hear(a_presence())
    [parcel] = await house.outbox.take_due(NOON, NOON, 9)
    await house.outbox.mark_sent(parcel.operation, NOON)
    return case


async def test_asked_tells_what_a_reply_answers(house: House) -> None:
    """Component, action and state of the operation, and the code of its case."""
    await sent(house)
    reply = a_reply(NUMBER, 1, state=S.ACCEPTED).report
    async with house.journal.batch() as batch:
        assert await batch.asked([reply]) == {
            (CAR, NUMBER): Asked(
                component=PLAYBOOK.component,
                action=ReadEvidence(SCREEN_FROZEN),
                state=S.SENT,
                code=SCREEN_FROZEN,
            )
        }


async def test_nobody_answers_for_another(house: House) -> None:
    """A reply to nothing, and to what another vehicle was asked, answers nothing."""
    case = await sent(house)
    unknown = a_reply(SPEECHLESS, 1, state=S.SUCCEEDED)
    forged = a_reply(NUMBER, 2, OTHER_CAR, state=S.SUCCEEDED)
    async with house.journal.batch() as batch:
        assert await batch.asked([unknown.report, forged.report]) == {}
        assert await batch.asked([]) == {}
    await house.take(unknown, forged)
    [step] = await results(house, case)
    assert step.state is S.SENT


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ([S.ACCEPTED, S.RUNNING, S.SUCCEEDED], S.SUCCEEDED),
        ([S.SUCCEEDED, S.RUNNING, S.ACCEPTED], S.SUCCEEDED),
        ([S.FAILED, S.SUCCEEDED], S.FAILED),
        ([S.RUNNING, S.ACCEPTED], S.ACCEPTED),
        ([S.UNKNOWN, S.FAILED], S.FAILED),
        ([S.WAITING, S.EXPIRED], S.EXPIRED),
    ],
)
async def test_an_operation_follows_the_order_of_states(
    house: House, said: list[OperationState], stands: OperationState
) -> None:
    """What a vehicle says moves its operation on; what has ended stays as it ended.

    Lessons row 4 (thingsboard#5285).
    """
    case = await sent(house)
    for seq, state in enumerate(said, 1):
        await house.take(
            a_reply(NUMBER, seq, state=state, reason="because", at=later(hours=seq))
        )
    [step] = await results(house, case)
    assert (step.state, step.reason) == (stands, "because")
    assert step.settled == stands.settled


async def test_what_was_read_is_evidence(house: House) -> None:
    """It is told by the bytes that are stored, not by the state."""
    case = await sent(house)
    await house.take(a_reply(NUMBER, 1, state=S.RUNNING, exchanges=EVIDENCE[:1]))
    [step] = await results(house, case)
    assert not step.evidence
    await house.take(a_reply(NUMBER, 2, state=S.SUCCEEDED, exchanges=EVIDENCE))
    [step] = await results(house, case)
    assert step.evidence


async def test_a_word_on_what_is_unknown_settles_it(house: House) -> None:
    """Power failed while it ran: the car will never know, so nobody waits or asks again."""
    case = await sent(house)
    assert await house.outbox.expire(later(days=2), later(days=1)) == 1
    [step] = await results(house, case)
    assert (step.state, step.settled) == (S.UNKNOWN, False)
    await house.take(a_reply(NUMBER, 1, state=S.UNKNOWN, reason="power_failure"))
    [step] = await results(house, case)
    assert (step.state, step.settled) == (S.UNKNOWN, True)
    await house.hear(a_presence(session=2))
    assert list(await house.outbox.take_due(later(days=2), later(days=2), 9)) == []


async def test_late_progress_does_not_turn_back(house: House) -> None:
    """A reply that says less progress in the same state came late, and changes nothing."""
    case = await sent(house)
    for seq, step in enumerate((3, 2), 1):
        await house.take(
            a_reply(NUMBER, seq, state=S.RUNNING, step=step, steps=3, reason=f"step {step}")
        )
    [result] = await results(house, case)
    assert result.reason == "step 3"


async def test_a_reply_wakes_the_case(house: House) -> None:
    """What comes next is decided when the vehicle has answered."""
    case = await sent(house)
    await house.shelf.postpone(case, later(days=1), "for a day")
    await house.take(a_reply(NUMBER, 1, state=S.SUCCEEDED), now=later(hours=1))
    assert list(await house.shelf.due(later(hours=1), 9)) == [case]


async def test_steps_stand_in_the_order_of_asking(house: House) -> None:
    """Each operation of an attempt is a result, with its place among the steps."""
    case = await sent(house)
    await house.take(a_reply(NUMBER, 1, state=S.SUCCEEDED, at=later(minutes=1)))
    await asked_for(
        house, case, SPEECHLESS, index=1, action=EcuReset(ResetType.HARD), at=later(minutes=2)
    )
    read, reset = await results(house, case)
    assert read == StepResult(
        action_index=0, state=S.SUCCEEDED, at=later(minutes=1), settled=True
    )
    assert reset == StepResult(action_index=1, state=S.QUEUED, at=later(minutes=2))
