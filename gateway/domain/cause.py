"""A likely cause of a finding, with what was measured for it and against it."""

from dataclasses import dataclass
from typing import NewType

CauseId = NewType("CauseId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyCause:
    """`speaks_for`, `speaks_against`: a sentence a measured fact, as of the finding's opening.

    `missing`: data that would have told more about it.
    """

    id: CauseId
    title: str
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
