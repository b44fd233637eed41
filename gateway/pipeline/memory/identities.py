"""Certificates in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from gateway.domain.certificate import Certificate, Serial
from gateway.domain.vin import Vin


class MemoryIdentities:
    """Implements `gateway.pipeline.identities.Identities`."""

    def __init__(self) -> None:
        self._known: dict[Serial, Certificate] = {}

    async def issue(self, certificates: Sequence[Certificate]) -> None:
        fresh = {one.serial: one for one in certificates}
        if len(fresh) < len(certificates) or fresh.keys() & self._known.keys():
            raise ValueError("a serial is issued once")
        self._known |= fresh

    async def revoke(
        self, vins: Collection[Vin], now: datetime, by: str
    ) -> Sequence[Certificate]:
        good = self._in_order(lambda one: one.vin in vins and one.is_good(now))
        revoked = [replace(one, revoked_at=now, revoked_by=by) for one in good]
        self._known |= {one.serial: one for one in revoked}
        return revoked

    async def of(self, vins: Collection[Vin]) -> Sequence[Certificate]:
        return self._in_order(lambda one: one.vin in vins)

    async def find(self, serials: Collection[Serial]) -> Sequence[Certificate]:
        return self._in_order(lambda one: one.serial in serials)

    async def unexpired(self, now: datetime) -> Sequence[Certificate]:
        return self._in_order(lambda one: now < one.valid_until)

    def _in_order(self, wanted: Callable[[Certificate], bool]) -> list[Certificate]:
        found = filter(wanted, self._known.values())
        return sorted(found, key=lambda one: (one.issued_at, one.serial))
