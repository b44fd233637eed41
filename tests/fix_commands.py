"""Operations asked for on a desk: what outbox and replies are tested with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.domain.case import CaseId
from gateway.domain.operation import Action, Command, ReadEvidence
from gateway.domain.vin import Vin
from gateway.pipeline.casework import CaseDesk
from tests.fix_knowledge import NOON, PLAYBOOK, SCREEN_FROZEN
from tests.fix_store import CAR, House, sealed

NUMBER = UUID("0193a000-0000-7000-8000-000000000001")
SPEECHLESS = UUID("0193a000-0000-7000-8000-000000000002")
EXPIRES_AFTER = timedelta(hours=6)


def a_command(
    number: UUID = NUMBER,
    action: Action | None = None,
    at: datetime = NOON,
    vin: Vin = CAR,
) -> Command:
    """By default the reading of the evidence, good for six hours, then for a minute."""
    return Command(
        id=number,
        vin=vin,
        component=PLAYBOOK.component,
        action=action or ReadEvidence(SCREEN_FROZEN),
        safety_class=PLAYBOOK.safety_class,
        issued_at=at,
        expires_at=at + EXPIRES_AFTER,
        budget_s=60,
    )


async def begun(desk: CaseDesk) -> int:
    """The number of the attempt that begins now."""
    number = await desk.begin_attempt(PLAYBOOK, NOON)
    assert number is not None
    return number


async def asked_for(
    house: House, case: CaseId, number: UUID = NUMBER, *, index: int = 0, **fields: Any
) -> None:
    """Asks on the desk of the case, in the attempt under way or in a new one."""
    async with house.shelf.open(case) as desk:
        assert desk is not None
        command = replace(a_command(number, **fields), vin=desk.file.vin)
        under_way = desk.file.attempt
        attempt = under_way.id if under_way else await begun(desk)
        await desk.ask(attempt, index, command, sealed(command))
