"""A backup as a file: a zip of COPY streams and keys, with a manifest that vouches for each."""

import json
import os
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from gateway.domain.errors import CannotRestore

FORMAT = 1
_MANIFEST, _TABLES, _FILES = "manifest.json", "tables/", "files/"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """`columns`: name → type, in the order in which they stand in the stream."""

    name: str
    columns: dict[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds.

    `tables` stand in the order in which they can be loaded. `sequences`: the last number given
    out. `partitions`: where those of a table begin. `files`: name → SHA-256.
    """

    format: int
    version: str
    taken_at: str
    migrations: list[str]
    tables: list[TableEntry]
    sequences: dict[str, int]
    partitions: dict[str, list[str]]
    files: dict[str, str]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)


Pieces = AsyncIterable[bytes | bytearray | memoryview]


class ArchiveWriter:
    """Writes the parts of a backup, the manifest last."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped

    async def table(self, name: str, pieces: Pieces) -> str:
        """The stream's SHA-256."""
        digest = sha256()
        with self._zip.open(_TABLES + name, "w", force_zip64=True) as member:
            async for piece in pieces:
                digest.update(piece)
                member.write(piece)
        return digest.hexdigest()

    def file(self, name: str, content: bytes) -> str:
        self._zip.writestr(_FILES + name, content)
        return sha256(content).hexdigest()

    def manifest(self, manifest: Manifest) -> None:
        self._zip.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))


@contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Under another name until it is complete; only its owner may read it: it holds keys."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    try:
        with (
            open(draft, "xb", opener=_private) as file,
            ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as zipped,
        ):
            yield ArchiveWriter(zipped)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class ArchiveReader:
    """Reads the parts of a backup; raises `CannotRestore` on what is not as it was written."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        self.manifest = _read_manifest(zipped)

    def table(self, entry: TableEntry) -> Iterator[bytes]:
        return self._pieces(_TABLES + entry.name, entry.sha256)

    def file(self, name: str) -> bytes:
        return b"".join(self._pieces(_FILES + name, self.manifest.files[name]))

    def _pieces(self, name: str, expected: str) -> Iterator[bytes]:
        digest = sha256()
        try:
            with self._zip.open(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
                    yield piece
        except (BadZipFile, KeyError, OSError, EOFError) as error:
            raise CannotRestore(f"{name} cannot be read: {error}") from error
        if digest.hexdigest() != expected:
            raise CannotRestore(f"{name} is not what was written")


@contextmanager
def opened_archive(path: Path) -> Iterator[ArchiveReader]:
    try:
        zipped = ZipFile(path)
    except (BadZipFile, OSError) as error:
        raise CannotRestore(f"{path}: {error}") from error
    with zipped:
        yield ArchiveReader(zipped)


def _read_manifest(zipped: ZipFile) -> Manifest:
    try:
        document = json.loads(zipped.read(_MANIFEST))
        if document["format"] != FORMAT:
            raise CannotRestore(f"it is of format {document['format']}, not {FORMAT}")
        tables = [TableEntry(**entry) for entry in document.pop("tables")]
        return Manifest(tables=tables, **document)
    except (KeyError, TypeError, ValueError, BadZipFile) as error:
        raise CannotRestore(f"it has no manifest that can be read: {error}") from error
