"""A PostgreSQL cluster on disk: where it lies, how it is made, how it is started."""

import hashlib
import secrets
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import psutil
import structlog

from gateway.embedded.launch import Launch, run
from gateway.embedded.port import LOOPBACK
from gateway.embedded.private_file import write_private
from gateway.embedded.user import User

_log = structlog.get_logger(__name__)
_ROLE = "vdg"
_ELSEWHERE, _PASSWORD = "location", "password"
_ADDRESS_RULES = f"host all {_ROLE} {LOOPBACK}/32 scram-sha-256\n"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "min_wal_size": "256MB",
    "max_wal_size": "1GB",
    "log_checkpoints": "off",
    "cluster_name": "vdg",
}
_LOG_SEGMENT_MIB = 4
"""While PostgreSQL fills a new segment of its log with zeros, nobody can commit: of the usual
16 MiB that took 65 to 90 ms, every two seconds at 5,000 reports a second."""
_FAST_SHUTDOWN = signal.SIGINT
_POSTMASTER = "postmaster.pid"
_CLOCK_SLACK_S = 2  # between the kernel's start times and the server's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresCluster:
    """Files in `path`, programs in `binaries`, run as `user`; ours to note things: `folder`."""

    folder: Path
    path: Path
    binaries: Path
    user: User | None

    async def ensure(self) -> str:
        """The password of its only role, after making whatever is not there yet."""
        if not self.path.exists():
            await self._make()
        self._forget_stranger()
        kept = self.folder / _PASSWORD
        if not kept.exists():
            password = secrets.token_urlsafe(24)
            await self._alone(self.path, f"alter role {_ROLE} password '{password}';\n")
            write_private(kept, password)
        return kept.read_text()

    def server(self, port: int) -> Launch:
        settings = [f"-c{name}={value}" for name, value in (_SETTINGS | {"port": port}).items()]
        return self._launch("postgres", "-D", self.path, *settings)

    def is_ready(self, pid: int) -> bool:
        """Whether this very process, not one of the same number, said it takes connections."""
        note = self._postmaster()
        if note[:1] != [str(pid)] or note[-1].strip() != "ready":
            return False
        return int(note[2]) >= _born(pid) - _CLOCK_SLACK_S

    def _forget_stranger(self) -> None:
        """Drop a crashed server's note when its pid is a dead process, or another program's.

        PostgreSQL would take that for a running server and refuse to start.
        """
        note = self._postmaster()
        if note and not _works_in(int(note[0]), self.path):
            (self.path / _POSTMASTER).unlink()

    def _postmaster(self) -> list[str]:
        """Lines of the server's note: pid, folder, start, port, ..., and last the status."""
        with suppress(FileNotFoundError):
            return (self.path / _POSTMASTER).read_text().splitlines()
        return []

    async def _make(self) -> None:
        """Under another name until complete, so that a crash leaves no half cluster."""
        draft = self.path.with_name("cluster.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user:
            self.user.own(draft)
        options = ("--encoding=UTF8", "--locale=C", "--auth=reject", "--username=postgres")
        builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        segment = f"--wal-segsize={_LOG_SEGMENT_MIB}"
        await run(self._launch("initdb", "-D", draft, segment, *options, *builtin))
        (draft / "pg_hba.conf").write_text(_ADDRESS_RULES)
        await self._alone(
            draft,
            f"create role {_ROLE} login createdb;\ncreate database {_ROLE} owner {_ROLE};\n",
        )
        (self.folder / _PASSWORD).unlink(missing_ok=True)
        draft.rename(self.path)

    async def _alone(self, path: Path, statements: str) -> None:
        """In single-user mode, where no password is asked and nobody else can connect."""
        launch = self._launch(
            "postgres", "--single", "-D", path, "-cexit_on_error=on", "postgres"
        )
        await run(launch, statements)

    def _launch(self, program: str, *arguments: str | Path) -> Launch:
        argv = (self.binaries / program, *arguments)
        return Launch(argv=argv, folder=self.folder, user=self.user, farewell=_FAST_SHUTDOWN)


async def find_place(folder: Path, user: User | None, system_folder: Path) -> Path:
    """Where the cluster of this data folder lies, or may lie.

    In the data folder itself, unless the user that root drops to cannot get there: then in
    `system_folder`, and a note in the data folder says where.
    """
    note = folder / _ELSEWHERE
    if note.exists():
        return Path(note.read_text().strip())
    if user is None or (folder / "cluster").exists() or await user.can_enter(folder):
        return folder / "cluster"
    return _elsewhere(folder, note, system_folder)


def _elsewhere(folder: Path, note: Path, system_folder: Path) -> Path:
    system_folder.mkdir(parents=True, exist_ok=True)
    system_folder.chmod(0o755)
    place = _unused(system_folder / hashlib.sha256(str(folder).encode()).hexdigest()[:12])
    place.mkdir(mode=0o711)
    note.write_text(f"{place / 'cluster'}\n")
    _log.info("database files lie elsewhere", why=f"{folder} is private", where=str(place))
    return place / "cluster"


def _unused(place: Path) -> Path:
    """Not the place of an earlier data folder of the same name, which is left alone."""
    names = chain([place.name], (f"{place.name}-{number}" for number in count(2)))
    return next(path for path in map(place.with_name, names) if not path.exists())


def _born(pid: int) -> int:
    """Full seconds since 1970."""
    with suppress(psutil.NoSuchProcess):
        return int(psutil.Process(pid).create_time())
    return sys.maxsize


def _works_in(pid: int, folder: Path) -> bool:
    """A postmaster's working directory is its cluster; a dying process has none."""
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
        return Path(psutil.Process(pid).cwd()).samefile(folder)
    return False
