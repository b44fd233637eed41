"""A PostgreSQL server on loopback, as a supervised child."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import structlog

from gateway.embedded.child import Child, Program
from gateway.embedded.lock import owned
from gateway.embedded.port import LOOPBACK, PortChoice
from gateway.embedded.postgres_binaries import postgres_binaries
from gateway.embedded.postgres_cluster import PostgresCluster, find_place
from gateway.embedded.user import owner_of, unprivileged

_log = structlog.get_logger(__name__)
_POSTGRES_PORT = 5432
_SYSTEM_FOLDER = Path("/var/lib/vdg")


class EmbeddedDatabase:
    """`async with EmbeddedDatabase(data) as database: database.dsn`.

    Its files lie in `data/database` and outlive the process. As root it runs as `nobody`,
    and what that user cannot reach there lies below `system_folder`: `files` says where.
    Raises `PartMissing`, `PartFailed` or `DataFolderInUse`.
    """

    def __init__(
        self, data: Path, *, port: int | None = None, system_folder: Path = _SYSTEM_FOLDER
    ) -> None:
        self._folder = data.absolute() / "database"
        self._system_folder = system_folder
        self._choice = PortChoice(self._folder, _POSTGRES_PORT, port)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o711)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(owned(self._folder))
            cluster = await self._cluster()
            self.files = cluster.path
            self._password = await cluster.ensure()
            await self._launch(cluster, stack)
            self._stack = stack.pop_all()
        _log.info("database is ready", port=self.port, pid=self.pid)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    @property
    def dsn(self) -> str:
        """With the password in it; the role owns the database `vdg` and may create others."""
        return f"postgresql://vdg:{self._password}@{LOOPBACK}:{self.port}/vdg"

    @property
    def pid(self) -> int | None:
        return self._child.pid

    @property
    def restarts(self) -> int:
        """How often it has died and come back."""
        return self._child.restarts

    async def ready(self) -> int:
        """The server's pid, as soon as it serves (again)."""
        return await self._child.ready()

    async def _cluster(self) -> PostgresCluster:
        user = unprivileged()
        path = await find_place(self._folder, user, self._system_folder)
        if user and path.exists():
            user = owner_of(path)
        binaries = await postgres_binaries(user, self._system_folder)
        return PostgresCluster(folder=self._folder, path=path, binaries=binaries, user=user)

    async def _launch(self, cluster: PostgresCluster, stack: AsyncExitStack) -> None:
        async def start(port: int) -> None:
            self._child = Child(
                Program(
                    name="postgres",
                    launch=cluster.server(port),
                    ready=cluster.is_ready,
                    patience=600,  # recovery after a crash replays the write-ahead log
                )
            )
            await self._child.start()

        self.port = await self._choice.settle(start)
        stack.push_async_callback(self._child.stop)
