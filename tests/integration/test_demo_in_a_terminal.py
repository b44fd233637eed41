"""The demo as a person sees it: a live picture, a database that crashes, Ctrl-C."""

from pathlib import Path

import pytest

from tests.fix_demo import found_wanting, running_demo

pytestmark = pytest.mark.slow
FEW, MORE, CRASHES = 100, 100, 3


async def test_the_picture_outlives_the_database(demo_folder: Path) -> None:
    """It asks the database every second; crashes do not end it, Ctrl-C does, with a report."""
    async with running_demo(demo_folder, seconds=0, terminal=True) as demo:
        await demo.ready()
        stored = await demo.stored(more_than=FEW)
        for _ in range(CRASHES):
            await demo.kill_part("postgres")
            stored = await demo.stored(more_than=stored + MORE)
        demo.press_ctrl_c()
        report = await demo.end()
    assert found_wanting(report) == {}
    assert report["messages_stored"] >= stored
    picture = demo.log.read_text()
    for words in ("cars online", "faults broken into cars", "appointments booked", "kill -9"):
        assert words in picture
