"""Enrols vehicles, renews and revokes their certificates: files, record, revocation list."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from gateway.domain.certificate import Certificate, Serial
from gateway.domain.vin import Vin
from gateway.embedded.private_file import write_private
from gateway.identity.authority import AUTHORITY_NAME, Authority
from gateway.pipeline.identities import Identities

REVOCATION_LIST_NAME: Final = "revoked.crl"
DUE_BEFORE: Final = timedelta(days=30)
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one vehicle; not `good` when somebody has to do something."""

    vin: Vin
    words: str
    good: bool = True


class RegistryOffice:
    """A vehicle's key and certificate are one private file in `out`, named by its VIN.

    Files are written before the record: cut off between them, the same command again
    completes the work, and a file of which there is no record opens nothing.
    """

    def __init__(
        self,
        authority: Authority,
        identities: Identities,
        *,
        folder: Path,
        out: Path,
        by: str,
        now: datetime,
    ) -> None:
        self._authority = authority
        self._identities = identities
        self._folder = folder
        self._out = out
        self._by = by
        self._now = now

    async def enrol(self, vins: Sequence[Vin], life: timedelta) -> AsyncIterator[Outcome]:
        """Who has a certificate that is good keeps it."""
        for some in _chunks(vins):
            newest = _newest(await self._identities.of(some), self._now)
            fresh = [vin for vin in some if vin not in newest]
            await self._issue(dict.fromkeys(fresh), life)
            for vin in some:
                yield self._enrolled(vin, newest.get(vin))

    async def renew(self, vins: Sequence[Vin], life: timedelta) -> AsyncIterator[Outcome]:
        """The old certificate stays good until it ends: the vehicle changes when it can."""
        for some in _chunks(vins):
            last = {one.vin: one for one in await self._identities.of(some)}
            before = {vin: one.serial for vin, one in last.items() if one.revoked_at is None}
            await self._issue(before, life)
            for vin in some:
                if vin in before:
                    yield Outcome(vin, f"renewed: {self.path_of(vin)}")
                else:
                    yield Outcome(vin, "has nothing to renew: enrol it", good=False)

    async def due(self) -> Sequence[Vin]:
        """Vehicles of which the newest good certificate ends within 30 days."""
        newest = _newest(await self._identities.unexpired(self._now), self._now)
        return [vin for vin, one in newest.items() if one.valid_until < self._now + DUE_BEFORE]

    async def revoke(self, vins: Sequence[Vin]) -> AsyncIterator[Outcome]:
        """All certificates of these vehicles; a gateway that runs puts them out at once."""
        revoked = {one.vin for one in await self._identities.revoke(vins, self._now, self._by)}
        known = {one.vin: one for one in await self._identities.of(vins)}
        for vin in vins:
            if vin in revoked:
                yield Outcome(vin, "revoked")
            elif vin in known:
                yield Outcome(vin, _how_it_ended(known[vin]))
            else:
                yield Outcome(vin, "was never enrolled", good=False)

    async def publish(self) -> None:
        """Write the revocation list, for brokers that read one."""
        unexpired = await self._identities.unexpired(self._now)
        revoked = [one for one in unexpired if one.revoked_at is not None]
        text = self._authority.revocation_list(revoked, self._now).decode()
        write_private(self._folder / REVOCATION_LIST_NAME, text)

    def path_of(self, vin: Vin) -> Path:
        return self._out / f"{vin.text}.pem"

    async def _issue(
        self, vins: Mapping[Vin, Serial] | Mapping[Vin, None], life: timedelta
    ) -> None:
        if not vins:
            return
        self._out.mkdir(parents=True, exist_ok=True, mode=0o700)
        trust = (self._folder / AUTHORITY_NAME).read_text()
        write_private(self._out / AUTHORITY_NAME, trust)
        records = []
        for vin, renews in vins.items():
            issued, record = self._authority.sign_vehicle(
                vin, self._now, life, self._by, renews
            )
            write_private(self.path_of(vin), issued.pem)
            records.append(record)
        await self._identities.issue(records)

    def _enrolled(self, vin: Vin, before: Certificate | None) -> Outcome:
        path = self.path_of(vin)
        if before is None:
            return Outcome(vin, f"enrolled: {path}")
        until = f"until {before.valid_until:%Y-%m-%d}"
        if serial_in(path) == before.serial:
            return Outcome(vin, f"is enrolled {until}: {path}")
        return Outcome(
            vin, f"is enrolled {until}, but {path} is not its file: renew", good=False
        )


def serial_in(path: Path) -> Serial | None:
    """Of the certificate in this file; None when there is none."""
    try:
        shown = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None
    return Serial(f"{shown.serial_number:x}")


def _newest(known: Sequence[Certificate], now: datetime) -> dict[Vin, Certificate]:
    """The last one of each vehicle that is good."""
    return {one.vin: one for one in known if one.is_good(now)}


def _how_it_ended(last: Certificate) -> str:
    if last.revoked_at is not None:
        return f"was revoked on {last.revoked_at:%Y-%m-%d} by {last.revoked_by}"
    return f"ended by itself on {last.valid_until:%Y-%m-%d}"


def _chunks(vins: Sequence[Vin]) -> list[list[Vin]]:
    """Without repetitions."""
    once = list(dict.fromkeys(vins))
    return [once[start : start + _AT_ONCE] for start in range(0, len(once), _AT_ONCE)]
