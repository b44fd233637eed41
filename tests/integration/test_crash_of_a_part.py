"""Parts of a demo killed at work: nothing is lost, doubled, missed or left behind."""

from pathlib import Path

import pytest

from tests.fix_demo import found_wanting, running_demo

pytestmark = pytest.mark.slow
FEW, MORE = 150, 400


async def test_killing_one_part_after_the_other(demo_folder: Path) -> None:
    """While cars report and commands are out: each comes back with what it acknowledged.

    The gateway dies by itself only, not with its broker or its database.
    Lessons row 2 (thingsboard#11642).
    """
    async with running_demo(demo_folder, seconds=0) as demo:
        first = await demo.ready()
        before = await demo.stored(more_than=FEW)
        await demo.kill_gateway(first)
        second = await demo.ready(before=first)
        before = await demo.stored(more_than=before + MORE)
        for part in ("nats-server", "postgres"):
            await demo.kill_part(part)
            before = await demo.stored(more_than=before + MORE)
        assert await demo.ready() == second
        await demo.faulty()
        await demo.kill_gateway(second)
        before = await demo.stored(more_than=before + MORE)
        demo.press_ctrl_c()
        report = await demo.end()
    assert found_wanting(report) == {}
    assert report["gateway_restarts"] == 2
    assert report["faults_injected"] > 0
    assert report["messages_stored"] >= before
