"""Our name for each root cause of a simulated fleet: data of the scorer, one file a system."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gateway.domain.cause import CauseId

FOLDER: Final = Path(__file__).with_name("causes")
LEFT_TO_A_PERSON: Final = CauseId("unknown")
"""For root causes that show by codes of no catalogue alone: nobody is expected to name them."""


@cache
def cause_names() -> Mapping[str, CauseId]:
    """Root cause → cause of the rulebook, or `LEFT_TO_A_PERSON`."""
    names = (name for own in cause_names_by_system().values() for name in own.items())
    return MappingProxyType(dict(names))


@cache
def cause_names_by_system() -> Mapping[str, Mapping[str, CauseId]]:
    return MappingProxyType({path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))})


def _read(path: Path) -> Mapping[str, CauseId]:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({root: CauseId(name) for root, name in written.items()})
