"""Parts of a demo killed at work: nothing is lost, doubled, missed or left behind."""

from pathlib import Path

import pytest

from tests.fix_demo import found_wanting, running_demo

pytestmark = pytest.mark.slow
FEW, MORE = 150, 400
SECONDS = 40


async def test_killing_the_gateway(demo_folder: Path) -> None:
    """Twice, while cars report and commands are out: it comes back and goes on.

    Lessons row 2 (thingsboard#11642).
    """
    async with running_demo(demo_folder, seconds=SECONDS) as demo:
        first = await demo.ready()
        before = await demo.stored(more_than=FEW)
        await demo.kill_gateway(first)
        second = await demo.ready(before=first)
        await demo.stored(more_than=before + MORE)
        await demo.kill_gateway(second)
        report = await demo.end()
    assert found_wanting(report) == {}
    assert report["gateway_restarts"] == 2
    assert report["faults_injected"] > 0
    assert report["messages_stored"] > before + MORE


async def test_killing_broker_and_database(demo_folder: Path) -> None:
    """One after the other, at work: both come back with what they had acknowledged."""
    async with running_demo(demo_folder, seconds=SECONDS) as demo:
        gateway = await demo.ready()
        before = await demo.stored(more_than=FEW)
        await demo.kill_part("nats-server")
        before = await demo.stored(more_than=before + MORE)
        await demo.kill_part("postgres")
        await demo.stored(more_than=before + MORE)
        assert await demo.ready() == gateway
        report = await demo.end()
    assert found_wanting(report) == {}
    assert report["gateway_restarts"] == 0
    assert report["faults_injected"] > 0
