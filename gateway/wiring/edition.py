"""An edition of the rulebook: rules, codes and playbooks, proof-read elsewhere."""

import asyncio
import io
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import structlog

from gateway.domain.errors import RulebookRefused, StaleKnowledge
from gateway.remedy.playbook import Remedy
from gateway.triage.digest import digest
from gateway.triage.rulebook import Rulebook

READER: Final = "gateway.workbench.proof_reading"
PATIENCE_S: Final = 300.0
_BESIDES: Final = frozenset({("datetime", "timedelta")})
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Edition:
    """`stories`: how many were played over it; None where the stories could not be read."""

    rulebook: Rulebook
    remedies: tuple[Remedy, ...]
    stories: int | None = None

    @property
    def seal(self) -> str:
        """The same on both sides only if both mean the same by every value."""
        return f"{self.rulebook.version} {digest(self.remedies)}"


async def read_edition(folder: Path | None) -> Edition:
    """The rules of `folder`, or those that are installed, as they stand there now.

    A fresh interpreter reads them and plays their stories, so that nothing of an earlier
    edition gets into them, and nothing of them into this process but values. Raises
    `RulebookRefused` with what is to be mended.
    """
    command = (sys.executable, "-m", READER, *([] if folder is None else [str(folder)]))
    child = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            written, said = await child.communicate()
    except TimeoutError as error:
        raise RulebookRefused(f"it was not read within {PATIENCE_S:.0f} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        words = said.decode(errors="replace").strip()
        last = words.rpartition("\n")[2]
        if last != words:
            log.warning("rulebook not read", said=words)
        raise RulebookRefused(last or f"status {child.returncode}")
    return await asyncio.to_thread(unpacked, written)


def packed(edition: Edition) -> bytes:
    """Of the rulebook its parts alone: what it has worked out of them is worked out anew."""
    book = edition.rulebook
    parts = {one.name: getattr(book, one.name) for one in fields(book)}
    return pickle.dumps((edition.seal, parts, edition.remedies, edition.stories))


def unpacked(written: bytes) -> Edition:
    """Ready to judge with; each part is made anew, so that it keeps its own rules here too.

    Raises `RulebookRefused` for what another version has packed.
    """
    try:
        seal, parts, remedies, stories = _Reader(io.BytesIO(written)).load()
        edition = Edition(Rulebook(**parts), tuple(map(replace, remedies)), stories)
        meant = edition.seal == seal
    except _UNLIKE as error:
        raise RulebookRefused(f"{_OTHERS}: {error}") from error
    if not meant:
        raise RulebookRefused(_OTHERS)
    _ = edition.rulebook.screen
    return edition


_UNLIKE = (
    *(pickle.UnpicklingError, EOFError, StaleKnowledge),
    *(AttributeError, ImportError, TypeError, ValueError),
)
_OTHERS = "it was read by another version of the gateway than runs here; restart this one"


class _Reader(pickle.Unpickler):
    """Makes values of the gateway and of nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("gateway.") or (module, name) in _BESIDES:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise RulebookRefused(f"{module}.{name} is no value of the language of rules")
