"""What an installation shows of itself: the broker's certificate, and the gateway's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from gateway.embedded.nats_configuration import Tls
from gateway.embedded.port import LOOPBACK
from gateway.embedded.private_file import write_private
from gateway.identity.authority import AUTHORITY_NAME, Authority

FOLDER_NAME: Final = "identity"
GATEWAY_NAME: Final = "vdg-gateway"  # the name that brokers know it by; no VIN is spelled so
SERVICE_LIFE: Final = timedelta(days=825)
_HERE: Final = ("localhost", LOOPBACK, "::1")


@dataclass(frozen=True, slots=True)
class Installation:
    """Keys and certificates in `identity` below the data folder."""

    data: Path

    @property
    def folder(self) -> Path:
        """Absolute, as the broker works somewhere else."""
        return self.data.absolute() / FOLDER_NAME

    @property
    def certificate(self) -> Path:
        """Of the authority: what everybody here trusts."""
        return self.folder / AUTHORITY_NAME

    @property
    def broker_file(self) -> Path:
        """Key and certificate of the embedded broker."""
        return self.folder / "broker.pem"

    @property
    def own_file(self) -> Path:
        """Key and certificate that the gateway shows to a broker of one's own."""
        return self.folder / "gateway.pem"

    def ends(self) -> Mapping[str, datetime]:
        """When the certificates that are here end, by whose they are."""
        paths = {
            "authority": self.certificate,
            "broker": self.broker_file,
            "gateway": self.own_file,
        }
        ends = {name: end_of(path) for name, path in paths.items()}
        return {name: end for name, end in ends.items() if end is not None}

    def authority(self, now: datetime) -> Authority:
        return Authority.open(self.folder, now)

    def listener(self, now: datetime, host: str, names: Sequence[str]) -> Tls:
        """For a broker that is known by these names besides localhost; made if need be."""
        known = (*_HERE, *names)
        path, authority = self.broker_file, self.authority(now)
        shown = _shown(path, authority, now)
        if shown is None or not {*known} <= _names(shown):
            write_private(path, authority.sign_server(known, now, SERVICE_LIFE).pem)
        return Tls(certificate=path, key=path, authority=self.certificate, host=host)

    def client(self, now: datetime) -> Path:
        """The gateway's own key and certificate in one file; made if need be."""
        path, authority = self.own_file, self.authority(now)
        if _shown(path, authority, now) is None:
            write_private(path, authority.sign_client(GATEWAY_NAME, now, SERVICE_LIFE).pem)
        return path


def end_of(path: Path) -> datetime | None:
    """Of the certificate in this file; None when there is none."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def _shown(path: Path, authority: Authority, now: datetime) -> x509.Certificate | None:
    """The certificate, if it is of this authority and has half of its life before it."""
    try:
        shown = x509.load_pem_x509_certificate(path.read_bytes())
        shown.verify_directly_issued_by(authority.certificate)
    except (OSError, ValueError, InvalidSignature):
        return None
    return shown if shown.not_valid_after_utc > now + SERVICE_LIFE / 2 else None


def _names(shown: x509.Certificate) -> set[str]:
    extension = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(name.value) for name in extension.value}
