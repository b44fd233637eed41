"""How a person ends a job or a case on the console, and calls back what they asked."""

from dataclasses import replace
from uuid import UUID

import pytest
from aiohttp import ClientSession

from gateway.domain.operation import OperationState
from tests.fix_console import USER, Console
from tests.fix_console_lines import CALM, STOPPED, UNJUDGED, operation

ASKED = UUID("0193a000-0000-7000-8000-000000000077")
JOB = "/service/jobs/7"


async def page(client: ClientSession, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200
    return await answer.text()


async def post(client: ClientSession, path: str, **form: str) -> int:
    answer = await client.post(path, data=form, allow_redirects=False)
    return answer.status


async def test_a_job_is_told_done(console: Console, technician: ClientSession) -> None:
    """The words and the name are stored, the page tells them, the form has gone."""
    text = await page(technician, JOB)
    assert "expects your car" in text
    assert f'action="{JOB}/done"' in text
    assert await post(technician, f"{JOB}/done", words=" Heater connector replaced. ") == 303
    assert console.world.calls == [("found Heater connector replaced.", USER)]
    text = await page(technician, JOB)
    assert "Heater connector replaced." in text
    assert f"Told by {USER}" in text
    assert "<form" not in text.partition('id="end-title"')[2].partition("</section>")[0]
    assert await post(technician, f"{JOB}/done", words="Again.") == 409


async def test_a_car_that_did_not_come_is_told(
    console: Console, technician: ClientSession
) -> None:
    """Once; then it is told as it is."""
    assert await post(technician, f"{JOB}/no-show") == 303
    assert console.world.calls == [("no show", USER)]
    assert "The car did not come." in await page(technician, JOB)
    assert await post(technician, f"{JOB}/no-show") == 409


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
async def test_a_job_is_not_ended_without_words(
    console: Console, technician: ClientSession, words: str
) -> None:
    """Nor with a book; nothing is stored."""
    assert await post(technician, f"{JOB}/done", words=words) == 400
    assert console.world.calls == []


async def test_a_case_that_needs_a_person_is_judged(
    console: Console, technician: ClientSession
) -> None:
    """From the vehicle's page to a page with room for words, and back."""
    [case] = console.world.pages[UNJUDGED].cases
    address = f"/vehicles/{UNJUDGED.text}/cases/{case.id}/close"
    assert address in await page(technician, f"/vehicles/{UNJUDGED.text}")
    assert f"Close case {case.id}" in await page(technician, address)
    assert await post(technician, address, words="Known, harmless.") == 303
    assert console.world.calls == [("judged Known, harmless.", USER)]


async def test_another_case_cannot_be_judged(
    console: Console, technician: ClientSession
) -> None:
    """One that waits for nobody is a 409, one of another car and none at all a 404."""
    [case, *_] = console.world.pages[STOPPED].cases
    own = f"/vehicles/{STOPPED.text}/cases/{case.id}/close"
    assert await post(technician, own, words="No.") == 409
    other = f"/vehicles/{CALM.text}/cases/{case.id}/close"
    assert await post(technician, other, words="No.") == 404
    assert (await technician.get(other)).status == 404
    assert await post(technician, f"/vehicles/{CALM.text}/cases/x/close", words="No.") == 404
    assert await post(technician, "/service/jobs/4711/done", words="No.") == 404


async def test_what_people_asked_is_shown_and_called_back(
    console: Console, technician: ClientSession
) -> None:
    """An operation of no case stands under remote work, with its button."""
    asked = operation(ASKED, "Read the fault memory", OperationState.QUEUED)
    calm = console.world.pages[CALM]
    console.world.pages[CALM] = replace(calm, operations=(asked,))
    text = await page(technician, f"/vehicles/{CALM.text}")
    assert "Asked by people" in text
    address = f"/vehicles/{CALM.text}/operations/{ASKED}/cancel"
    assert address in text
    assert await post(technician, address) == 303
    [shown] = console.world.pages[CALM].operations
    assert shown.state is OperationState.CANCELLED


async def test_a_stranger_ends_nothing(console: Console, stranger: ClientSession) -> None:
    """Without a session every one of these leads to the sign-in."""
    assert await post(stranger, f"{JOB}/done", words="Stolen.") in {303, 401, 403}
    assert console.world.calls == []
