"""A Mosquitto of this machine as a child, without accounts and without its defaults' limits."""

import asyncio
import shutil
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.domain.errors import PartFailed, PartMissing
from gateway.embedded.launch import Launch

# It stays the user that it is: one who changes is no longer tied to its parent.
CONFIGURATION: Final = """
user root
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_inflight_messages 0
max_queued_messages 0
log_type error
"""
START_S: Final = 10.0
IN_MEMORY: Final = "persistence false\n"


@dataclass(frozen=True, slots=True)
class Mosquitto:
    port: int
    pid: int


@asynccontextmanager
async def mosquitto(folder: Path, settings: str = IN_MEMORY) -> AsyncIterator[Mosquitto]:
    """On a free port of loopback, with more `settings` of mosquitto.conf.

    Raises PartMissing, PartFailed.
    """
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
    if program is None:
        raise PartMissing("there is no mosquitto on this machine; try --broker nats")
    port = _free_port()
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs yet
    configuration = folder / "mosquitto.conf"
    configuration.write_text(CONFIGURATION.format(port=port) + settings)
    process = await Launch(argv=[program, "-c", configuration], folder=folder).begin()
    try:
        await _listening(process, port)
        yield Mosquitto(port, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def _listening(process: Process, port: int) -> None:
    async with asyncio.timeout(START_S):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise PartFailed(f"mosquitto ended with {process.returncode}")
