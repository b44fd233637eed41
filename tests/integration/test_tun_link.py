"""Two TUN devices as a bad link: the kernel's own TCP over it, and nothing left behind."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from simulator.links import tun, tun_device
from simulator.links.tun_device import TunUnavailable
from simulator.links.tun_lane import Conditions
from simulator.links.tun_link import tun_link

REASON = tun_device.obstacle()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(REASON is not None, reason=REASON or "")]

LINES = 200
NETWORK = str(Path("/proc/self/ns/net").readlink())
SPEAKER = """
import socket, sys, time
host, port = sys.argv[1].split(":")
with socket.create_connection((host, int(port))) as line:
    for number in range(200):
        line.sendall(b"%d\\n" % number)
        time.sleep(0.01)
    line.shutdown(socket.SHUT_WR)
    line.recv(1)
"""
LISTENER = """
import os, socket
names = [name for _, name in socket.if_nameindex()]
print(os.readlink("/proc/self/ns/net"), *names, flush=True)
import time; time.sleep(600)
"""


def devices() -> set[str]:
    """Of the host."""
    return {name for _, name in socket.if_nameindex()}


def device_of(program: int) -> str:
    """The host's end of the link that this process is behind; other links may be at work."""
    routes = Path(f"/proc/{program}/net/route").read_text().splitlines()[1:]
    [network] = {
        bytes.fromhex(destination)[::-1]
        for name, destination, *_ in map(str.split, routes)
        if name == "vdg0"
    }
    return f"vdg{network[2]}"


class Ear:
    """A service on the host's loopback that keeps what it hears."""

    def __init__(self) -> None:
        self.heard = b""
        self.ended = asyncio.Event()

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            self.heard += data
        writer.close()
        self.ended.set()


async def test_tcp_brings_everything_once_over_loss_and_cuts() -> None:
    """300 ms each way, 10 % loss, two cuts: all lines arrive, in order; packets do not."""
    ear = Ear()
    server = await asyncio.start_server(ear.listen, "127.0.0.1", 0)
    upstream = ("127.0.0.1", server.sockets[0].getsockname()[1])
    conditions = Conditions(delay_s=0.3, loss=0.1, burst_s=0.05)
    async with server, tun_link(upstream, conditions, 7) as link:
        address = f"{link.address[0]}:{link.address[1]}"
        speaker = await link.begin([sys.executable, "-c", SPEAKER, address])
        for _ in range(2):
            await asyncio.sleep(0.8)
            link.go_down()
            await asyncio.sleep(1.5)
            link.come_up()
        async with asyncio.timeout(120):
            await ear.ended.wait()
            await speaker.wait()
    assert ear.heard == b"".join(b"%d\n" % number for number in range(LINES))
    assert link.count.lost > 0
    assert link.count.carried > 0


async def test_the_program_has_a_network_of_its_own() -> None:
    """It sees a loopback and the link alone; the host keeps no trace of either afterwards."""
    async with tun_link(("127.0.0.1", 9), Conditions(), 7) as link:
        program = await link.begin([sys.executable, "-c", LISTENER], stdout=PIPE)
        assert program.stdout is not None
        network, *names = (await program.stdout.readline()).decode().split()
        assert network != NETWORK
        assert names == ["lo", "vdg0"]
        device = device_of(program.pid)
        assert device in devices()
        program.kill()
        await program.wait()
    assert device not in devices()


async def test_nothing_is_left_after_kill_9(tmp_path: Path) -> None:
    """The program dies with the link, the network with the program, the device with both."""
    log = tmp_path / "log"
    with log.open("wb") as output:
        parent = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", tun.__name__, "--to", "127.0.0.1:9", "--"),
            *(sys.executable, "-c", LISTENER),
            stdout=output,
            stdin=PIPE,
        )
    await _until(lambda: bool(log.read_text()))
    (child,) = psutil.Process(parent.pid).children()
    device = device_of(child.pid)
    assert device in devices()
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await _until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    await _until(lambda: device not in devices())


async def test_lines_command_the_link() -> None:
    """`down`, `up` and `set` are answered with the state; nonsense with the reason."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", tun.__name__, "--to", "127.0.0.1:9", "--"),
        *(sys.executable, "-c", LISTENER),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert parent.stdin is not None
    assert parent.stderr is not None
    answers = []
    for line in ("down", "set loss=0.25 delay_s=0.1", "set loss=2", "dance", "up"):
        parent.stdin.write(f"{line}\n".encode())
        answers.append(json.loads(await parent.stderr.readline()))
    parent.kill()
    await parent.communicate()
    assert [answer.get("up") for answer in answers] == [False, False, None, None, True]
    assert (answers[1]["loss"], answers[4]["delay_s"]) == (0.25, 0.1)
    assert answers[2] == {"error": "loss is a share from 0 up to 1, not 2"}


async def test_a_link_has_one_far_end() -> None:
    """A second program at the other end is refused."""
    async with tun_link(("127.0.0.1", 9), Conditions(), 7) as link:
        program = await link.begin(["sleep", "60"])
        with pytest.raises(RuntimeError, match="already"):
            await link.begin(["sleep", "60"])
        program.kill()
        await program.wait()


def test_without_the_device_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine without /dev/net/tun, or a user without root, is told what helps."""
    with monkeypatch.context() as patch:
        patch.setattr(tun_device, "DEVICE", tmp_path / "tun")
        with pytest.raises(TunUnavailable, match="mknod"):
            tun_device.open_tun()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(TunUnavailable, match="sudo"):
        tun_device.open_tun()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.02)
