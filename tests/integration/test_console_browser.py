"""Every page in a real browser: accessible, quiet, self-contained, narrow enough, live."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from gateway.domain.operation import OperationState
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.pipeline.changes import Facet
from gateway.pipeline.views import SignalSeries
from gateway.web.live.samples import of_series
from tests.fix_browser import PHONE, Desk, overflow, violations
from tests.fix_console import Console
from tests.fix_console_lines import (
    CALM,
    NOW,
    PUMP_ATTEMPT,
    REPAIRING,
    SILENT,
    STOPPED,
    UNJUDGED,
)
from tests.fix_console_shadows import EARLY, FRESH
from tests.fix_console_world import telemetry

pytestmark = pytest.mark.slow
PATHS = [
    "/",
    "/?search=zebra",
    *(f"/vehicles/{vin.text}" for vin in (STOPPED, REPAIRING, SILENT, UNJUDGED)),
    "/service",
    "/service/berlin-nord",
    "/service/muenchen-sued",
    "/service/jobs/7",
    "/service/jobs/8",
    "/intake",
    "/faults",
    "/shadow-rules",
    f"/shadow-rules/{EARLY}?span=30d",
    f"/shadow-rules/{FRESH}",
    "/sign-in",
    "/sign-in?token=x",
]
_SOME = re.compile("[1-9][0-9]*")
COUNT_GAPS = """async ([times, values, step]) => {
  const { Samples } = await import("/static/samples.js");
  const samples = new Samples();
  samples.merge(times, values, step);
  samples.merge([times.at(-1) + 1, times.at(-1) + 2], [12.5, 12.5], 0);
  return samples.withGaps()[1].filter((value) => value === null).length;
}"""
LIVE = "#connection[data-state=live]"


async def settled(page: Page) -> None:
    """The page is connected where it is live, and its charts are drawn."""
    if await page.locator("[hx-ws\\:connect]").count():
        await page.wait_for_selector(LIVE)
    for plot in await page.locator(".plot").all():
        await expect(plot).to_have_attribute("data-points", _SOME)


@pytest.mark.parametrize("path", PATHS)
async def test_pages_are_sound(desk: Desk, axe: str, path: str) -> None:
    """In light, in dark and at 390 pixels axe finds nothing and nothing sticks out."""
    page = await desk.open(path)
    await settled(page)
    await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert await violations(page, axe) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, axe) == []
    await page.set_viewport_size(PHONE)
    await expect(page.locator("body")).to_have_css("width", "390px")
    assert await overflow(page) == 0
    assert await violations(page, axe) == []


async def test_signing_in_and_out(console: Console, desk: Desk) -> None:
    """The link's button has the focus; Enter signs in; signing out ends on the explanation."""
    page = await desk.open(await console.link(), signed_in=False)
    await expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Vehicles")).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()


async def test_searching_by_keyboard(console: Console, desk: Desk) -> None:
    """A slash focuses the search, typing narrows the list, and the narrowed list is live."""
    page = await desk.open("/")
    await settled(page)
    await page.keyboard.press("/")
    await page.keyboard.type("M-EV")
    await expect(page.locator(".fleet tbody tr")).to_have_count(1)
    assert page.url.endswith("/?search=M-EV")
    console.world.change_line(REPAIRING, Facet.CASES, next_step="Called the owner")
    await expect(page.locator(".fleet")).to_contain_text("Called the owner")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Service soon").click()
    await expect(page.locator(".fleet tbody tr")).to_have_count(1)


async def test_watching_an_operation(console: Console, desk: Desk) -> None:
    """Steps move on by themselves, and a fold that a person opened stays open meanwhile."""
    page = await desk.open(f"/vehicles/{REPAIRING.text}")
    await settled(page)
    await page.get_by_text("2 UDS exchanges").click()
    running = PUMP_ATTEMPT.operations[1]
    card = page.locator(f"#op-{running.id}")
    await expect(card.locator(".step-now")).to_contain_text("Running")
    console.world.set_operation(REPAIRING, replace(running, state=OperationState.SUCCEEDED))
    await expect(card.locator(".step-done")).to_have_count(5)
    await expect(page.get_by_text("19 04 2B 61 71 FF")).to_be_visible()


async def test_cancelling_an_operation(console: Console, desk: Desk) -> None:
    """A queued operation is cancelled by its button, said aloud, and stays on the page.

    Lessons row 21 (traccar-web#938).
    """
    page = await desk.open(f"/vehicles/{REPAIRING.text}")
    await settled(page)
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.locator("#said")).to_contain_text("Cancelled.")
    await expect(page.locator(".state-cancelled")).to_be_visible()
    await expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert console.world.calls == [("cancel", "R. Meyer")]


async def test_charts_follow_the_car(console: Console, desk: Desk) -> None:
    """A committed sample is drawn, and the value beside it follows."""
    page = await desk.open(f"/vehicles/{STOPPED.text}?window=5min")
    await settled(page)
    plot = page.locator("#plot-lv-battery-voltage")
    before = int(await plot.get_attribute("data-points") or 0)
    at = NOW.timestamp()
    number = LV_BATTERY_VOLTAGE.number
    console.world.tell(STOPPED, Facet.SIGNALS, telemetry(STOPPED, number, [11.1, 11.0], NOW))
    await expect(plot).to_have_attribute("data-last", str(int(at + 1)))
    assert int(await plot.get_attribute("data-points") or 0) > before


@pytest.mark.parametrize(("silence", "gaps"), [(0.0, 0), (300.0, 1)])
async def test_charts_have_gaps_only_where_nothing_was_sampled(
    desk: Desk, silence: float, gaps: int
) -> None:
    """A steady signal is a line although it is thinned; a silence of the car is a gap."""
    times = [float(n) for n in range(900)]
    times += [times[-1] + 1 + silence + n for n in range(900)]
    number = LV_BATTERY_VOLTAGE.number
    known = SignalSeries(
        number=number, title="", unit="V", times=tuple(times), values=(12.5,) * 1800
    )
    page = await desk.open("/")
    found = await page.evaluate(COUNT_GAPS, of_series([known])[number])
    assert found == gaps


async def test_a_first_sample_makes_its_chart(console: Console, desk: Desk) -> None:
    """A car that has never reported gets its charts without a reload."""
    page = await desk.open(f"/vehicles/{CALM.text}")
    await page.wait_for_selector(LIVE)
    await expect(page.locator("#signals")).to_contain_text("No signal has arrived yet")
    known = console.world.pages[CALM]
    number = LV_BATTERY_VOLTAGE.number
    [voltage] = (one for one in console.world.pages[STOPPED].signals if one.number == number)
    console.world.pages[CALM] = replace(known, signals=(voltage,))
    console.world.tell(CALM, Facet.SIGNALS, telemetry(CALM, number, [12.4] * 3, NOW))
    await expect(page.locator("#plot-lv-battery-voltage")).to_have_attribute(
        "data-points", _SOME
    )


async def test_an_ended_session_leaves_the_page(console: Console, desk: Desk) -> None:
    """When the session is gone, a new search leads to the sign-in page, not to a loop."""
    page = await desk.open("/")
    await settled(page)
    console.sign_in.sessions.clear()
    await page.locator("#search").fill("M-EV")
    await expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    desk.trouble.forgive("401")


async def test_a_page_reconnects_by_itself(console: Console, desk: Desk) -> None:
    """After the server has dropped it, the page connects again and shows how things stand."""
    page = await desk.open(f"/vehicles/{STOPPED.text}")
    await settled(page)
    console.world.broken = True
    console.world.tell(STOPPED, Facet.CASES)
    await expect(page.locator("#connection")).to_have_text("Reconnecting…")
    console.world.broken = False
    console.world.change_line(STOPPED, Facet.CASES, next_step="Changed meanwhile")
    await expect(page.locator("#strip")).to_contain_text("Changed meanwhile")
    await expect(page.locator("#connection")).to_have_text("Live")
    desk.trouble.forgive("WebSocket connection")
    desk.trouble.forgive("htmx:ws:error")  # an attempt that came while the server was broken
