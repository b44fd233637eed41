"""The roll of certificates in memory: a cache of the store, from which vehicles are let in."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

import structlog

from gateway.domain.certificate import Applicant, Certificate, Refusal, Serial, admit
from gateway.domain.errors import StoreUnavailable
from gateway.domain.vin import Vin
from gateway.pipeline.identities import Identities

_PATIENCE_S: Final = 2.0
_log = structlog.get_logger(__name__)


class Roll:
    """Vehicles come and go while the database is away; who is new then has to wait."""

    def __init__(self, identities: Identities, now: Callable[[], datetime]) -> None:
        self._identities = identities
        self._now = now
        self._known: dict[Serial, Certificate] = {}

    async def admit(self, applicant: Applicant) -> Certificate | Refusal:
        known = self._known.get(applicant.serial)
        if known is None:
            known = await self._look_up(applicant.serial)
        return admit(applicant, known, self._now())

    async def refresh(self, serials: Collection[Serial] | None = None) -> Sequence[Vin]:
        """Read these again, or all; returns the vehicles that have lost a certificate."""
        if serials is None:
            read = await self._identities.unexpired(self._now())
            asked = set(self._known)
        else:
            read = await self._identities.find(serials)
            asked = set(serials)
        fresh = {one.serial: one for one in read}
        held = (one for one in map(self._known.get, asked) if one and one.is_good(self._now()))
        lost = [one for one in held if _is_lost(one, fresh)]
        for one in lost:
            self._known.pop(one.serial)
        # What was read before a revocation may be heard after it.
        self._known |= {
            serial: one for serial, one in fresh.items() if not self._is_revoked(serial)
        }
        return list({one.vin for one in lost})

    def _is_revoked(self, serial: Serial) -> bool:
        known = self._known.get(serial)
        return known is not None and known.revoked_at is not None

    async def _look_up(self, serial: Serial) -> Certificate | None:
        """Issued a moment ago, perhaps; None also while the database does not answer."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self.refresh([serial])
        except (StoreUnavailable, TimeoutError):
            _log.warning("a certificate could not be looked up")
        return self._known.get(serial)


def _is_lost(one: Certificate, fresh: dict[Serial, Certificate]) -> bool:
    """It was good, and has been revoked since, or erased with its vehicle."""
    now = fresh.get(one.serial)
    return now is None or now.revoked_at is not None
