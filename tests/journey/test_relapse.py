"""One story in a real browser: out of reach, queued, tried, relapsed, booked."""

from collections.abc import Sequence

import pytest
from playwright.async_api import Locator, Page, expect

from simulator.days.day_plan import Phase
from simulator.links.profile import Outage
from tests.fix_journey import Stage, Story, open_job, until

pytestmark = pytest.mark.slow
SLOW_MS = 300_000
LIVE = "#connection[data-state=live]"
WAY = ["queued", "sent", "accepted", "running", "succeeded"]


async def test_a_car_without_signal_relapses_and_is_booked(stage: Stage) -> None:
    """A technician watches it live: waiting for the car, done, in vain, booked, explained.

    Lessons row 20 (traccar#5297, traccar#3113).
    """
    expect.set_options(timeout=SLOW_MS)
    async with stage.story("infotainment_display_failing") as story:
        await _open(story)
        await _fault_without_signal(story)
        await _heard_in_passing(story)
        await _comes_back(story)
        await _relapses(story)
        assert await story.page.evaluate("window.opened") == "once"
        await _the_workshop_sees_why(story.page)
        await _nothing_was_skipped(story)


async def _open(story: Story) -> None:
    page = story.page
    await page.goto(story.address)
    await page.wait_for_selector(LIVE)
    await page.evaluate("window.opened = 'once'")
    await expect(page.locator("#strip .contact")).to_contain_text("Online")
    await expect(page.locator("#cases")).to_contain_text("No open case")


async def _fault_without_signal(story: Story) -> None:
    """The link breaks; then the fault comes, and nobody can know of it."""
    story.link.go_down(Outage.RESET)
    await expect(story.page.locator("#strip .contact")).to_contain_text("Offline")
    await until(lambda: any(code.set_at_s is not None for code in story.car.truth()))
    await expect(story.page.locator("#cases")).to_contain_text("No open case")


async def _heard_in_passing(story: Story) -> None:
    """The car is heard for a moment, and gone before anything can be asked of it."""
    page = story.page
    async with story.held_up("appointments"):  # whoever decides looks there first
        story.link.come_up()
        await expect(page.locator("#faults")).to_contain_text("B1A20-47")
        story.link.go_down(Outage.RESET)
        await expect(page.locator("#strip .contact")).to_contain_text("Offline")
    await expect(page.locator("#cases")).to_contain_text("Screen frozen")
    await expect(page.locator("#cases")).to_contain_text("Service soon")
    await expect(page.locator("#strip")).to_contain_text("You may drive if")
    card = _card(page, 0)
    await expect(page.locator("#work")).to_contain_text("Restart the screen")
    await expect(card.locator(".step-now")).to_contain_text("Asked")
    await expect(card).to_contain_text("Waits for the car until")


async def _comes_back(story: Story) -> None:
    """While it is driven: the car takes what waits for it, and does it when it is parked."""
    page, card = story.page, _card(story.page, 0)
    await until(lambda: story.car.phase is not Phase.DRIVING)
    await until(lambda: story.car.phase is Phase.DRIVING)
    async with story.held_up("replies"):
        story.link.come_up()
        await expect(card.locator(".step-now")).to_contain_text("Sent")
    await expect(card.locator(".step-now")).to_contain_text("Accepted by the car")
    await expect(card.locator(".step-done")).to_have_count(5)
    reset = _card(page, 1)
    await expect(reset.locator(".step-now")).to_contain_text("Running")
    await expect(reset).to_contain_text("resetting the component")
    assert story.car.components["infotainment"].resets == 0
    story.bench.let.set()
    await expect(reset.locator(".step-done")).to_have_count(5)
    assert story.car.components["infotainment"].resets == 1
    await expect(_card(page, 2).locator(".step-done")).to_have_count(5)


async def _relapses(story: Story) -> None:
    page = story.page
    await expect(page.locator(".proof")).to_contain_text("Monitoring")
    await expect(page.locator(".proof")).to_contain_text("Relapsed")
    await expect(page.locator(".appointment")).to_contain_text("Workshop, booked")
    await expect(page.locator("#timeline")).to_contain_text("It did not help")


async def _the_workshop_sees_why(page: Page) -> None:
    """The evidence in the job: fault, exchanges, snapshot, chart."""
    appointment = await page.locator(".appointment").inner_text()
    await open_job(page)
    main = page.locator("main")
    await expect(main).to_contain_text("Screen frozen")
    bay = appointment.partition("bay ")[2].partition(",")[0]
    await expect(main).to_contain_text(f"bay {bay}")
    await expect(page.get_by_role("region", name="Faults", exact=True)).to_contain_text(
        "B1A20-47"
    )
    tried = page.get_by_role("region", name="Tried from afar")
    await expect(tried).to_contain_text("Relapsed")
    await tried.locator("summary").nth(1).click()
    await expect(tried).to_contain_text("11 01")  # ECU reset, hard
    await expect(tried).to_contain_text("51 01")
    snapshots = page.get_by_role("region", name="Snapshots")
    await expect(snapshots.locator("dd")).not_to_have_count(0)
    plots = page.locator("#evidence .plot")
    await expect(plots).not_to_have_count(0)
    for plot in await plots.all():
        await expect(plot).not_to_have_attribute("data-points", "0")
        assert int(await plot.get_attribute("data-points") or 0) > 1


async def _nothing_was_skipped(story: Story) -> None:
    """Every step went the whole way, once, and the car was reset once."""
    events = await story.rows(
        "select step_index, e.state from operation_events e"
        " join operations on id = operation_id"
        " where e.state = any('{queued,sent,accepted,running,succeeded}') order by e.at"
    )
    for step in range(3):
        assert _in_order([state for index, state in events if index == step]) == WAY
    assert await story.rows("select count(*) from operations") == [(3,)]
    assert story.car.components["infotainment"].resets == 1


def _in_order(states: Sequence[str]) -> list[str]:
    """Each state where it first came."""
    return list(dict.fromkeys(states))


def _card(page: Page, step: int) -> Locator:
    """The card of an operation, in the order of the steps."""
    return page.locator("#work .operation").nth(step)
