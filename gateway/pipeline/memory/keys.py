"""Keys of other systems in memory."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.domain.errors import KeyRefused
from gateway.domain.vin import Vin
from gateway.pipeline.keys import Key, KeyLine, KeyOrder


@dataclass(frozen=True, slots=True)
class _Row:
    order: KeyOrder
    line: KeyLine


class MemoryKeyRing:
    """Implements `gateway.pipeline.keys.KeyRing`; `known`: the vehicles that there are."""

    def __init__(self, known: Callable[[], Container[Vin]]) -> None:
        self._known = known
        self._rows: dict[bytes, _Row] = {}

    async def add(self, digest: bytes, order: KeyOrder, now: datetime) -> None:
        if any(order.name == row.line.name for row in self._rows.values() if _is_live(row)):
            raise KeyRefused(f"there is a key of the name {order.name}; revoke it first")
        known = self._known()
        if unknown := [vin.masked for vin in order.vehicles if vin not in known]:
            raise KeyRefused(f"no vehicle {', '.join(unknown)} is known")
        line = KeyLine(
            name=order.name,
            scopes=order.scopes,
            vehicles=None if order.every_vehicle else len(set(order.vehicles)),
            by=order.by,
            issued_at=now,
            expires_at=order.expires_at,
            revoked_at=None,
            used_at=None,
        )
        self._rows[digest] = _Row(order, line)

    async def key(self, digest: bytes, vin: Vin | None, now: datetime) -> Key | None:
        row = self._rows.get(digest)
        if row is None or not _is_live(row) or row.line.expires_at <= now:
            return None
        self._rows[digest] = replace(row, line=replace(row.line, used_at=now))
        known = vin is not None and vin in self._known()
        opens = known and (row.order.every_vehicle or vin in row.order.vehicles)
        return Key(row.line.name, row.line.scopes, opens)

    async def revoke(self, name: str, by: str, now: datetime) -> bool:
        del by  # in memory nobody asks who it was
        for digest, row in self._rows.items():
            if row.line.name == name and _is_live(row):
                self._rows[digest] = replace(row, line=replace(row.line, revoked_at=now))
                return True
        return False

    async def listed(self) -> Sequence[KeyLine]:
        return [row.line for row in reversed(self._rows.values())]


def _is_live(row: _Row) -> bool:
    return row.line.revoked_at is None
