"""Rules in the shadow on the console: what each would have done, and whether that says much."""

import re
from dataclasses import replace

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from tests.fix_browser import Desk
from tests.fix_console import Console
from tests.fix_console_lines import CALM, REPAIRING, STOPPED
from tests.fix_console_shadows import EARLY, EARLY_STORY, FRESH

pytestmark = pytest.mark.slow


async def text_of(client: ClientSession, path: str) -> str:
    """What stands on the page, without markup and line breaks."""
    answer = await client.get(path)
    assert answer.status == 200
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", await answer.text()))


async def test_each_has_a_card(technician: ClientSession) -> None:
    """What it found, what acts beside it, what would be otherwise."""
    text = await text_of(technician, "/shadow-rules")
    early, fresh = text[text.index(EARLY) : text.index(FRESH)], text[text.index(FRESH) :]
    for words in (
        "P0AA6-1A of battery management",
        "watched for 20 d, over 4 120 vehicle-days",
        "new cases on 0.24 vehicles in 1 000 vehicle-days",
        "They found the same 1 (4 min earlier)",
        "They alone 1",
        "Milder than they 1",
        "Vehicles with a new case 1",
        "Vehicles with an extra visit 1",
        "“Stop driving” that it does not say 2",
        "Case still open 1",
    ):
        assert words in early
    assert "Not yet long enough" not in early
    assert "watched for 5 h, over 1 vehicle-day." in fresh
    assert "Not yet long enough to say: that takes 7 d and 3 000 vehicle-days." in fresh


async def test_no_rule_in_the_shadow_teaches_how(
    console: Console, technician: ClientSession
) -> None:
    """The empty page says what to write and which command puts it in force."""
    console.world.shadow_stories = []
    text = await text_of(technician, "/shadow-rules")
    assert "No rule is in the shadow." in text
    assert "shadow(Rule(…))" in text
    assert "vdg rules reload" in text


async def test_one_is_told_finding_by_finding(technician: ClientSession) -> None:
    """With the vehicle and the case to go to, and what it did not find."""
    answer = await technician.get(f"/shadow-rules/{EARLY}")
    page = await answer.text()
    assert f'<a href="/vehicles/{STOPPED.text}">B-VD 104</a>' in page
    assert f'<a href="/vehicles/{STOPPED.text}#case-41">' in page
    assert f'<a href="/vehicles/{CALM.text}">{CALM.text}</a>' in page
    assert f'<a href="/vehicles/{REPAIRING.text}">M-EV 150</a>' in page
    assert '<a href="/shadow-rules" aria-current="page">' in page
    text = await text_of(technician, f"/shadow-rules/{EARLY}")
    assert "it came 4 min earlier" in text
    assert "nothing: it stands alone" in text
    quiet = await text_of(technician, f"/shadow-rules/{FRESH}")
    assert "It has found nothing." in quiet
    assert "wherever a rule in force spoke of its code, it spoke too" in quiet


async def test_who_stood_already_came_neither_sooner_nor_later(
    console: Console, technician: ClientSession
) -> None:
    """What the rule in force had found before the shadow came has no lead."""
    agreed = replace(EARLY_STORY.findings[0], acting_at=None)
    console.world.shadow_stories = [replace(EARLY_STORY, findings=[agreed])]
    text = await text_of(technician, f"/shadow-rules/{EARLY}")
    assert "high_voltage.isolation_low that stood already" in text


async def test_a_span_can_be_chosen(technician: ClientSession) -> None:
    """Its link says that it is chosen, and leads on; one that nobody knows asks for nothing."""
    for span, fired in (("", 2), ("?span=30d", 2), ("?span=1d", 1), ("?span=soon", 2)):
        text = await text_of(technician, f"/shadow-rules{span}")
        assert f"Findings {fired} " in text
    page = await (await technician.get("/shadow-rules?span=7d")).text()
    assert '<a href="?span=7d" aria-current="true">' in page
    assert f'href="/shadow-rules/{EARLY}?span=7d"' in page


async def test_what_is_left_out_is_said(console: Console, technician: ClientSession) -> None:
    """A rule that fires too often is counted, and listed as far as a person reads."""
    story = EARLY_STORY
    many = replace(story, findings=[*story.findings] * 60)
    console.world.shadow_stories = [
        replace(many, tally=replace(story.tally, fired=4812, missed=1))
    ]
    text = await text_of(technician, f"/shadow-rules/{EARLY}")
    assert "The newest 100 of 4 812." in text
    assert "of 1." not in text


async def test_who_is_not_in_the_shadow_is_not_found(technician: ClientSession) -> None:
    """The page says so, and quotes nothing."""
    answer = await technician.get("/shadow-rules/brakes.<b>worn")
    assert answer.status == 404
    assert "No rule of this name is in the shadow" in await answer.text()


@pytest.mark.parametrize("path", ["/shadow-rules", f"/shadow-rules/{EARLY}"])
async def test_a_stranger_sees_nothing(stranger: ClientSession, path: str) -> None:
    """Who has no session is sent to sign in."""
    answer = await stranger.get(path, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")


async def test_from_the_rule_to_the_car(desk: Desk) -> None:
    """From the list to a rule, to another span, to the vehicle that it speaks of."""
    page = await desk.open("/")
    await page.get_by_role("link", name="Shadow rules").click()
    await page.get_by_role("link", name=EARLY).click()
    await expect(page.get_by_role("heading", name=EARLY)).to_be_visible()
    await page.get_by_role("link", name="7 days").click()
    await expect(page.get_by_role("link", name="7 days")).to_have_attribute(
        "aria-current", "true"
    )
    await page.get_by_role("link", name="B-VD 104").click()
    await expect(page.get_by_role("heading", name="B-VD 104")).to_be_visible()
