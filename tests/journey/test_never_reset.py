"""One story in a real browser: what must never be reset goes straight to a workshop."""

import pytest
from playwright.async_api import expect

from tests.fix_journey import Stage, open_job

pytestmark = pytest.mark.slow
LIVE = "#connection[data-state=live]"
SLOW_MS = 300_000


async def test_lost_isolation_is_booked_and_never_touched(stage: Stage) -> None:
    """The car must stand still, a tow truck is booked, and nothing is asked of the car."""
    expect.set_options(timeout=SLOW_MS)
    async with stage.story("hv_isolation_loss") as story:
        story.bench.let.set()
        page = story.page
        await page.goto(story.address)
        await page.wait_for_selector(LIVE)
        await expect(page.locator("#strip")).to_contain_text(
            "Please stop as soon as it is safe, leave the car and do not drive it again."
        )
        await expect(page.locator("#strip .pill")).to_have_text("Stop driving")
        await expect(page.locator(".appointment")).to_contain_text("Workshop, booked")
        await expect(page.locator("#work")).to_contain_text("Nothing is tried from afar")
        await expect(page.locator("#faults")).to_contain_text("P0AA6-1A")
        await open_job(page)
        await expect(page.locator("main")).to_contain_text("Comes on a tow truck")
        await expect(page.locator("main")).to_contain_text("P0AA6-1A")
        assert await story.rows("select component, title from operations") == []
        components = story.car.components
        assert [name for name, one in components.items() if one.resets or one.clears] == []
