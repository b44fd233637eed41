"""The faults of the fleet on the console: by code, with the vehicles to go to."""

import re

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from gateway.pipeline.fleet_faults import MOST_CODES
from tests.fix_browser import Desk
from tests.fix_console import Console
from tests.fix_console_faults import FLEET_FAULTS
from tests.fix_console_lines import ISOLATION, PUMP, SCREEN, STOPPED

pytestmark = pytest.mark.slow


async def page_of(client: ClientSession) -> str:
    answer = await client.get("/faults")
    assert answer.status == 200
    return await answer.text()


def words_of(page: str) -> str:
    """What stands on it, without markup and line breaks."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


async def test_each_code_has_a_row(technician: ClientSession) -> None:
    """How grave, on how many vehicles, failing or stored, since when; its title is escaped."""
    page = await page_of(technician)
    text = words_of(page)
    grave, often, stored = (text.index(f" {one} ") for one in (ISOLATION, PUMP, SCREEN))
    assert "High-voltage isolation lost Stop driving 1 vehicle with" in text[grave:often]
    assert "Coolant &lt;pump&gt; implausible Service soon 1 204 vehicles" in text
    assert "failing now on 31" in text[often:stored]
    assert "on the newest one" in text[often:stored]
    assert "Not in the catalogue No case of its own 2 vehicles" in text[stored:]
    assert "stored, not failing" in text[stored:]
    assert f'<a href="/?search={PUMP}">' in page
    assert '<a href="/faults" aria-current="page">' in page


async def test_no_fault_is_said(console: Console, technician: ClientSession) -> None:
    """The empty page says what would stand there."""
    console.world.fault_lines = []
    assert "No vehicle reports a fault." in await page_of(technician)


async def test_what_is_left_out_is_said(console: Console, technician: ClientSession) -> None:
    """Where the list has its full length there may be more."""
    assert "are shown" not in await page_of(technician)
    console.world.fault_lines = [FLEET_FAULTS[0]] * MOST_CODES
    assert f"At most {MOST_CODES} are shown." in await page_of(technician)


async def test_a_stranger_sees_nothing(stranger: ClientSession) -> None:
    """Who has no session is sent to sign in."""
    answer = await stranger.get("/faults", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")


async def test_from_the_code_to_the_car(desk: Desk) -> None:
    """From the list to the vehicles with that code, and to one of them."""
    page = await desk.open("/")
    await page.get_by_role("link", name="Faults", exact=True).click()
    await page.get_by_role("link", name=f"1 vehicle with {ISOLATION}").click()
    await expect(page.get_by_role("searchbox")).to_have_value(str(ISOLATION))
    await expect(page.locator(".fleet tbody tr")).to_have_count(1)
    await page.locator(f"#v-{STOPPED.text} a").first.click()
    await expect(page.get_by_role("heading", name="B-VD 104")).to_be_visible()
