"""Supervision of any child: its start, its death, its end, its log, its port."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import PartFailed
from gateway.embedded import leash
from gateway.embedded.child import Child, Program, next_pause
from gateway.embedded.launch import Launch, run
from gateway.embedded.lock import vacated
from gateway.embedded.log_file import LogFile
from gateway.embedded.port import PortChoice, any_free


def child(folder: Path, script: str, *, grace: float = 20) -> Child:
    """A shell script under supervision, ready when it has written its pid."""
    launch = Launch(argv=("/bin/sh", "-c", script), folder=folder, farewell=signal.SIGTERM)
    log = LogFile(folder / "script.log")
    program = Program(
        name="script",
        launch=launch,
        ready=lambda pid: f"ready {pid}\n" in log.since(0),
        patience=60,
        grace=grace,
    )
    return Child(program)


async def test_a_child_that_dies_while_starting_is_quoted(tmp_path: Path) -> None:
    """The error comes at once and holds the end of what the child wrote."""
    with pytest.raises(PartFailed, match=r"(?s)ended with 3.*no such disk"):
        await child(tmp_path, "echo no such disk >&2; exit 3").start()


async def test_a_stubborn_child_is_killed(tmp_path: Path) -> None:
    """Who ignores the request to end is ended after the grace period."""
    stubborn = child(
        tmp_path, "trap '' TERM; echo ready $$; while :; do sleep 1; done", grace=0.2
    )
    await stubborn.start()
    pid = await stubborn.ready()
    await stubborn.stop()
    assert stubborn.pid is None
    assert not psutil.pid_exists(pid)


async def test_a_child_is_restarted_until_stopped(tmp_path: Path) -> None:
    """Every unexpected death brings a new process; none comes after the stop."""
    kept = child(tmp_path, "echo ready $$; exec sleep 600")
    await kept.start()
    pids = {await kept.ready()}
    for deaths in (1, 2):
        os.kill(await kept.ready(), signal.SIGKILL)
        while len(pids) == deaths:
            await asyncio.sleep(0.01)
            pids.add(await kept.ready())
    await kept.stop()
    assert kept.log.since(0).count("ready") == len(pids)
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


async def test_a_child_may_die_at_the_very_moment_of_its_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hears of the death first says stop: that ends all the same, and for good."""
    monkeypatch.setattr("gateway.embedded.child._TRIM_EVERY_S", 0.02)
    kept = child(tmp_path, "echo ready $$; exec sleep 600")
    await kept.start()
    pid, process = await kept.ready(), kept._process
    assert process is not None

    async def stop_with_it() -> None:
        await process.wait()
        await kept.stop()

    stopping = asyncio.create_task(stop_with_it())
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    done, _ = await asyncio.wait([stopping], timeout=10)
    assert done
    assert kept.pid is None
    assert kept.log.since(0).count("ready") == 1


@given(st.floats(0.1, 30), st.floats(0, 1000))
def test_pauses_between_restarts_grow_within_bounds(pause: float, lived: float) -> None:
    """A program that keeps dying costs little; one that was steady is back soon."""
    assert next_pause(pause, lived) == (min(2 * pause, 30) if lived <= 10 else 0.1)


async def test_a_new_child_waits_for_the_old_one_to_go(tmp_path: Path) -> None:
    """Two never run in one folder: the mark is free only when the last process has gone."""
    log = tmp_path / "order"
    old = await Launch(
        argv=("/bin/sh", "-c", f"sleep 0.3; echo old >> {log}"), folder=tmp_path
    ).begin()
    await run(Launch(argv=("/bin/sh", "-c", f"echo new >> {log}"), folder=tmp_path))
    await old.wait()
    assert log.read_text() == "old\nnew\n"


async def test_an_old_child_that_does_not_go_is_killed(tmp_path: Path) -> None:
    """The last resort, when the tie to the dead parent has not worked."""
    old = await Launch(argv=("/bin/sleep", "600"), folder=tmp_path).begin()
    async with vacated(tmp_path, grace=0.1):
        assert await old.wait() == -signal.SIGKILL


async def test_a_failing_program_is_quoted(tmp_path: Path) -> None:
    """What `initdb` says when it fails reaches whoever started the gateway."""
    with pytest.raises(PartFailed, match=r"(?s)sh ended with 4.*disk full"):
        await run(Launch(argv=("/bin/sh", "-c", "echo disk full; exit 4"), folder=tmp_path))


def test_starting_from_another_thread_is_refused(tmp_path: Path) -> None:
    """The kernel ties a child to the thread that starts it, and threads come and go."""
    errors: list[PartFailed] = []

    def start() -> None:
        try:
            asyncio.run(child(tmp_path, "exec sleep 600").start())
        except PartFailed as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert ["main thread" in str(error) for error in errors] == [True]


def test_the_leash_lets_nothing_run_without_its_parent(tmp_path: Path) -> None:
    """A parent that died before the tie was made leaves no child either."""
    witness = tmp_path / "witness"
    stranger = str(os.getppid())
    command = [sys.executable, "-I", "-S", leash.__file__, stranger, "9", "-"]
    ended = subprocess.run(  # noqa: S603 -- our own words
        [*command, "/bin/touch", str(witness)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "parent died" in ended.stderr
    assert not witness.exists()


def test_a_log_is_cut_while_a_child_writes_it(tmp_path: Path) -> None:
    """What was written moves to one older file, and writing goes on at the start."""
    log = LogFile(tmp_path / "script.log")
    descriptor = log.open()
    os.write(descriptor, b"old\n" * 10)
    log.trim(large=39)
    os.write(descriptor, b"new\n")
    os.close(descriptor)
    assert log.since(40) == "new\n"
    assert (tmp_path / "script.log.1").read_text() == "old\n" * 10


async def test_a_port_that_was_snatched_is_replaced(tmp_path: Path) -> None:
    """Somebody may take it between the trial and the child's own attempt."""
    usual, tried = any_free(), []
    with socket.socket() as thief:

        async def start(port: int) -> None:
            tried.append(port)
            if port == usual:
                thief.bind(("127.0.0.1", port))
                thief.listen()
                raise PartFailed("address in use")

        settled = await PortChoice(tmp_path, usual).settle(start)
        assert tried == [usual, settled]
        assert usual != settled
    assert await PortChoice(tmp_path, usual).settle(start) == settled


async def test_a_failure_on_a_free_port_is_not_retried(tmp_path: Path) -> None:
    """Another port would not help a child that fails for another reason."""
    tried = []

    async def start(port: int) -> None:
        tried.append(port)
        raise PartFailed("disk full")

    with pytest.raises(PartFailed, match="disk full"):
        await PortChoice(tmp_path, any_free()).settle(start)
    assert len(tried) == 1
