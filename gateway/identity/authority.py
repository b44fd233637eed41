"""The certificate authority of an installation: it signs vehicles, the broker, the gateway."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.domain.certificate import Certificate, Serial
from gateway.domain.errors import SettingsInvalid
from gateway.domain.vin import Vin
from gateway.embedded.private_file import write_private

AUTHORITY_NAME: Final = "ca.crt"
_KEY_NAME: Final = "ca.key"
_OWN_LIFE: Final = timedelta(days=20 * 365)
_SLACK: Final = timedelta(minutes=5)  # a clock of another machine may be behind
_SIGNS: Final = ("key_cert_sign", "crl_sign")
_USES: Final = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new certificate with its key, both in PEM."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    @property
    def serial(self) -> Serial:
        return Serial(f"{self.certificate.serial_number:x}")

    @property
    def pem(self) -> str:
        """Key and certificate in one text, which can be replaced as a whole."""
        return _key_pem(self.key) + self.certificate.public_bytes(Encoding.PEM).decode()


class Authority:
    """NIST P-256 with SHA-256, which every TLS stack of telematics units knows."""

    def __init__(self, certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> None:
        self.certificate = certificate
        self._key = key

    @classmethod
    def open(cls, folder: Path, now: datetime) -> Self:
        """The one in `folder`, which is made the first time. Raises `SettingsInvalid`."""
        if not (folder / AUTHORITY_NAME).exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            cls._make(folder, now)
        try:
            certificate = x509.load_pem_x509_certificate((folder / AUTHORITY_NAME).read_bytes())
            key = load_pem_private_key((folder / _KEY_NAME).read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise SettingsInvalid(f"the certificate authority in {folder}: {error}") from error
        if not isinstance(key, EllipticCurvePrivateKey) or (
            key.public_key() != certificate.public_key()
        ):
            raise SettingsInvalid(f"{_KEY_NAME} in {folder} is not the key of {AUTHORITY_NAME}")
        return cls(certificate, key)

    @classmethod
    def _make(cls, folder: Path, now: datetime) -> None:
        """The certificate last: without it another start makes both anew."""
        key = generate_private_key(SECP256R1())
        name = _named(f"Vehicle diagnostics installation {secrets.token_hex(4)}")
        certificate = (
            _builder(name, name, key, now)
            .not_valid_after(now + _OWN_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(*_SIGNS), critical=True)
            .sign(key, SHA256())
        )
        write_private(folder / _KEY_NAME, _key_pem(key))
        write_private(folder / AUTHORITY_NAME, certificate.public_bytes(Encoding.PEM).decode())

    def sign_vehicle(
        self, vin: Vin, now: datetime, life: timedelta, by: str, renews: Serial | None = None
    ) -> tuple[Issued, Certificate]:
        """A certificate whose only name is the VIN, and what is to be recorded of it."""
        issued = self.sign_client(vin.text, now, life)
        record = Certificate(
            serial=issued.serial,
            vin=vin,
            issued_at=now,
            valid_until=issued.certificate.not_valid_after_utc,
            issued_by=by,
            renews=renews,
        )
        return issued, record

    def sign_client(self, name: str, now: datetime, life: timedelta) -> Issued:
        return self._sign(name, now, life, ExtendedKeyUsageOID.CLIENT_AUTH)

    def sign_server(self, names: Sequence[str], now: datetime, life: timedelta) -> Issued:
        """For a broker at these host names and addresses. Raises `SettingsInvalid`."""
        try:
            known = x509.SubjectAlternativeName([_general_name(name) for name in names])
        except ValueError as error:
            raise SettingsInvalid(f"a broker's host name: {error}") from error
        return self._sign(names[0], now, life, ExtendedKeyUsageOID.SERVER_AUTH, known)

    def revocation_list(self, revoked: Sequence[Certificate], now: datetime) -> bytes:
        """In PEM. Good for as long as the authority, since an old one would shut out all."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - _SLACK)
            .next_update(self.certificate.not_valid_after_utc)
            .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
            .add_extension(self._authority_id(), critical=False)
        )
        for one in revoked:
            if one.revoked_at is not None:
                entry = x509.RevokedCertificateBuilder(int(one.serial, 16), one.revoked_at)
                builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)

    def _sign(
        self,
        name: str,
        now: datetime,
        life: timedelta,
        purpose: x509.ObjectIdentifier,
        names: x509.SubjectAlternativeName | None = None,
    ) -> Issued:
        key = generate_private_key(SECP256R1())
        builder = (
            _builder(_named(name), self.certificate.subject, key, now)
            .not_valid_after(min(now + life, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature"), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(self._authority_id(), critical=False)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        return Issued(builder.sign(self._key, SHA256()), key)

    def _authority_id(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*granted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in granted for use in _USES})


def _general_name(name: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def _key_pem(key: EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
