"""A NATS server speaking MQTT 3.1.1, as a supervised child."""

import asyncio
import secrets
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
import structlog

from gateway.domain.errors import PartFailed
from gateway.domain.vin import Vin
from gateway.embedded.account import BrokerAccount
from gateway.embedded.account_key import AccountKey
from gateway.embedded.child import Child, Program
from gateway.embedded.gatekeeper import Admit, Gatekeeper
from gateway.embedded.launch import Launch
from gateway.embedded.lock import owned
from gateway.embedded.message_store import bound_messages
from gateway.embedded.nats_binary import check_nats_server, find_nats_server
from gateway.embedded.nats_configuration import (
    STEWARD,
    Gate,
    Ports,
    Steward,
    Tls,
    configuration,
)
from gateway.embedded.port import LOOPBACK, PortChoice, any_free
from gateway.embedded.private_file import write_private

_log = structlog.get_logger(__name__)
_MQTT_PORT, _MQTTS_PORT = 1883, 8883
_POLL_S = 0.01
_RELOADED, _NOT_RELOADED = "Reloaded server configuration", "Failed to reload"


@dataclass(frozen=True, slots=True)
class Guard:
    """MQTT over TLS for clients with a certificate, of whom `admit` says which may connect."""

    tls: Tls
    admit: Admit


class EmbeddedBroker:
    """`async with EmbeddedBroker(data, accounts) as broker: broker.url`.

    Messages, sessions and retained messages lie in `data/broker` and outlive the process.
    `accounts` may connect with their passwords, and with a `guard` whom it admits. Without
    one everything is plain text on loopback.
    Raises `PartMissing`, `BrokerUnfit`, `PartFailed` or `DataFolderInUse`.
    """

    def __init__(
        self,
        data: Path,
        accounts: Sequence[BrokerAccount],
        *,
        port: int | None = None,
        guard: Guard | None = None,
    ) -> None:
        self._folder = data.absolute() / "broker"
        self._accounts = tuple(accounts)
        if guard is None:
            self._choice = PortChoice(self._folder, _MQTT_PORT, port)
        else:
            self._choice = PortChoice(self._folder, _MQTTS_PORT, port, note="tls-port")
        self._guard = guard
        self._gate: Gate | None = None
        self._gatekeeper: Gatekeeper | None = None
        if guard is not None:
            self._set_gate(guard)
        self._steward = Steward(STEWARD, secrets.token_urlsafe(24))
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        server = find_nats_server()
        await check_nats_server(server)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(owned(self._folder))
            await self._launch(server, stack)
            await bound_messages(self.nats_port, self._steward)
            if self._gatekeeper is not None and self._gate is not None:
                stack.push_async_callback(self._gatekeeper.close)
                await self._gatekeeper.open(
                    self.nats_port, self._gate.username, self._gate.password
                )
            self._stack = stack.pop_all()
        _log.info("broker is ready", url=self.url, pid=self.pid)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    @property
    def url(self) -> str:
        """For those on this machine."""
        scheme = "mqtt" if self._guard is None else "mqtts"
        return f"{scheme}://{LOOPBACK}:{self.port}"

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

    async def read_certificate(self) -> None:
        """Return when who comes is shown the one that lies there now.

        Accounts stay connected; whom the gate has let in has to come again, to its session.
        """
        async with self._turn:
            await self._reload()

    async def put_out(self, vin: Vin) -> None:
        """End the connections of a vehicle that is not admitted any more."""
        if self._gatekeeper is not None:
            await self._gatekeeper.put_out(vin)

    def _set_gate(self, guard: Guard) -> None:
        """With a key and a password that live as long as this object."""
        key = AccountKey.new()
        self._gate = Gate(
            tls=guard.tls,
            username="gatekeeper",
            password=secrets.token_urlsafe(24),
            issuer=key.public,
        )
        self._gatekeeper = Gatekeeper(key, guard.admit)

    async def _launch(self, server: Path, stack: AsyncExitStack) -> None:
        async def start(port: int) -> None:
            self.nats_port = any_free()
            self._write(port, self._accounts)
            self._child = Child(self._program(server, port))
            await self._child.start()

        self.port = await self._choice.settle(start)
        stack.push_async_callback(self._child.stop)

    def _program(self, server: Path, port: int) -> Program:
        return Program(
            name="nats-server",
            launch=Launch(
                argv=(server, "--config", self.configuration),
                folder=self._folder,
                farewell=signal.SIGTERM,
            ),
            ready=lambda pid: _listens(pid, {port, self.nats_port}),
            patience=60,
        )

    @property
    def configuration(self) -> Path:
        """The server's file; only its owner may read it."""
        return self._folder / "nats.json"

    def _write(self, port: int, accounts: Sequence[BrokerAccount]) -> None:
        """Passwords are in it, and NATS hashes none itself: only its owner may read it."""
        ports = Ports(port, self.nats_port)
        store = self._folder / "store"
        text = configuration(ports, store, accounts, self._gate, self._steward)
        write_private(self.configuration, text)

    async def _reload(self) -> None:
        """Told by signal; a server that dies meanwhile reads the file when it is back."""
        done = False
        while not done:
            pid, before = await self._child.ready(), self._child.log.size()
            self._child.signal(signal.SIGHUP)
            while self._child.pid == pid and not done:
                await asyncio.sleep(_POLL_S)
                done = _reloaded(self._child.log.since(before))


def _listens(pid: int, ports: set[int]) -> bool:
    try:
        sockets = psutil.Process(pid).net_connections(kind="tcp")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return ports <= {s.laddr.port for s in sockets if s.status == psutil.CONN_LISTEN}


def _reloaded(said: str) -> bool:
    if _NOT_RELOADED in said:
        raise PartFailed(f"the broker refused its configuration:\n{said}")
    return _RELOADED in said
