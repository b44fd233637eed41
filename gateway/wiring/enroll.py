"""What `vdg enroll` does: the registry office of an installation, at its database."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from gateway.domain.vin import Vin
from gateway.embedded.private_file import write_private
from gateway.identity.authority import AUTHORITY_NAME
from gateway.identity.installation import SERVICE_LIFE, Installation
from gateway.identity.registry_office import Outcome, RegistryOffice
from gateway.settings import Settings
from gateway.store.identities import PostgresIdentities
from gateway.store.pool import Pool
from gateway.wiring.clock import wall
from gateway.wiring.reach import reached_store, stored_data

FILES_NAME = "vehicles"
USUAL_LIFE = timedelta(days=365)


class Deed(Enum):
    """What is done with the certificates of vehicles."""

    ENROL = "enrol"
    RENEW = "renew"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """`vins`: with none of them, RENEW takes those that end soon."""

    deed: Deed
    vins: Sequence[Vin]
    out: Path | None
    life: timedelta
    by: str


async def enroll_vehicles(settings: Settings, wanted: Enrolment) -> AsyncIterator[Outcome]:
    """What became of each vehicle. Raises `GatewayError`."""
    if wanted.deed is Deed.ENROL:
        settings.data.mkdir(parents=True, exist_ok=True)
    opened = reached_store if wanted.deed is Deed.ENROL else stored_data
    async with opened(settings.data, settings.database) as pool:
        office = registry_office(settings.data, pool, wanted.by, wanted.out)
        async for outcome in await _outcomes(office, wanted):
            yield outcome
        await office.publish()


async def _outcomes(office: RegistryOffice, wanted: Enrolment) -> AsyncIterator[Outcome]:
    match wanted.deed:
        case Deed.ENROL:
            return office.enrol(wanted.vins, wanted.life)
        case Deed.RENEW:
            return office.renew(wanted.vins or await office.due(), wanted.life)
        case Deed.REVOKE:
            return office.revoke(wanted.vins)


def registry_office(data: Path, pool: Pool, by: str, out: Path | None = None) -> RegistryOffice:
    installation, now = Installation(data), wall()
    return RegistryOffice(
        installation.authority(now),
        PostgresIdentities(pool),
        folder=installation.folder,
        out=out or data / FILES_NAME,
        by=by,
        now=now,
    )


def broker_files(data: Path, names: Sequence[str], out: Path | None) -> Sequence[Path]:
    """For a broker of one's own: its key and certificate, whom to trust, whom to refuse."""
    installation, now = Installation(data), wall()
    authority = installation.authority(now)
    folder = out or data / "broker-files"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = authority.sign_server(names, now, SERVICE_LIFE).pem
    files = {"broker.pem": pem, AUTHORITY_NAME: installation.certificate.read_text()}
    for name, text in files.items():
        write_private(folder / name, text)
    return [*(folder / name for name in files), installation.client(now)]
