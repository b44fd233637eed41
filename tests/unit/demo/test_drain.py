"""When a gateway is waited for: as long as it gains something, or is at work."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import cast

from gateway.demo.drain import Work
from gateway.embedded.child import Child


@dataclass
class Played:
    pid: int | None


def computed() -> bool:
    began_s = time.process_time()
    while time.process_time() - began_s < 0.05:
        pass
    return True


def work_of(played: Played) -> Work:
    return Work(cast(Child, played))


def test_who_computes_is_at_work() -> None:
    """Though nothing is seen of it yet; others may want the same core for a while."""
    work = work_of(Played(os.getpid()))
    assert any(computed() and work.goes_on() for _ in range(100))


def test_who_sleeps_is_not() -> None:
    """It may have been told to, or wait for what never comes."""
    with subprocess.Popen(
        [sys.executable, "-c", "print('here', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        work = work_of(Played(process.pid))
        time.sleep(0.05)
        assert not work.goes_on()
        process.communicate(b"\n")


def test_who_was_started_anew_has_to_show_it_again() -> None:
    """A process that is gone, or another one in its place, has not worked since."""
    played = Played(os.getpid())
    work = work_of(played)
    played.pid = None
    assert not work.goes_on()
    played.pid = os.getpid()
    assert not work.goes_on()
