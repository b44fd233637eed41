"""The port of what is known of certificates."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from gateway.domain.certificate import Certificate, Serial
from gateway.domain.vin import Vin


class Identities(Protocol):
    """Certificates that were issued; sequences are in the order of issue, oldest first."""

    async def issue(self, certificates: Sequence[Certificate]) -> None:
        """All or none; a vehicle that was never heard of is entered."""
        ...

    async def revoke(
        self, vins: Collection[Vin], now: datetime, by: str
    ) -> Sequence[Certificate]:
        """All of these vehicles that are good now; returns them as they are afterwards."""
        ...

    async def of(self, vins: Collection[Vin]) -> Sequence[Certificate]:
        """Good or not."""
        ...

    async def find(self, serials: Collection[Serial]) -> Sequence[Certificate]: ...

    async def unexpired(self, now: datetime) -> Sequence[Certificate]:
        """Those of all vehicles, also those that are revoked."""
        ...
