"""Keys by which other systems ask: what each may read, and of which vehicles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from gateway.domain.vin import Vin


class Scope(Enum):
    """What may be read with a key."""

    VERDICTS_READ = "verdicts:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOrder:
    """A key to be made; `vehicles` are those that it opens, unless it opens every one.

    Neither an empty set of scopes nor an empty list of vehicles opens anything.
    """

    name: str
    scopes: frozenset[Scope]
    vehicles: Sequence[Vin]
    every_vehicle: bool
    by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A live key, as it was shown with a vehicle; `opens`: may that one be read with it?"""

    name: str
    scopes: frozenset[Scope]
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """A key as it is listed, live or not; `vehicles`: how many, None for every one."""

    name: str
    scopes: frozenset[Scope]
    vehicles: int | None
    by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class KeyRing(Protocol):
    """The keys of an installation; only digests are kept, times are the wall's."""

    async def add(self, digest: bytes, order: KeyOrder, now: datetime) -> None:
        """Raises `KeyRefused` for a name that is in use, and for unknown vehicles."""
        ...

    async def key(self, digest: bytes, vin: Vin | None, now: datetime) -> Key | None:
        """None when it is unknown, revoked or too old; the use is noted."""
        ...

    async def revoke(self, name: str, by: str, now: datetime) -> bool:
        """At once and for good. False when no live key has this name."""
        ...

    async def listed(self) -> Sequence[KeyLine]:
        """The newest first."""
        ...
