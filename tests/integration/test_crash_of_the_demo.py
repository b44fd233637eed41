"""kill -9 of the demo itself, then going on with its folder, then Ctrl-C."""

from pathlib import Path

import psutil
import pytest

from tests.fix_demo import found_wanting, running_demo
from tests.fix_processes import told

pytestmark = pytest.mark.slow
FEW, MORE = 300, 400
GRACE_S = 60


async def test_killing_the_demo_and_going_on(demo_folder: Path) -> None:
    """No child survives its parent; the resumed run knows everything and ends with zeros."""
    async with running_demo(demo_folder, seconds=0) as demo:
        await demo.ready()
        before = await demo.stored(more_than=FEW)
        family = demo.family()
        assert len({*told(family, psutil.Process.name)}) >= 3
        demo.process.kill()
        await demo.process.wait()
        _, alive = psutil.wait_procs(family, timeout=GRACE_S)
        assert alive == []
    async with running_demo(demo_folder, seconds=0, resume=True) as demo:
        await demo.ready()
        await demo.stored(more_than=before + MORE)
        await demo.faulty()
        demo.press_ctrl_c()
        report = await demo.end()
    assert found_wanting(report) == {}
    assert report["messages_stored"] > before + MORE
    assert report["faults_injected"] > 0
