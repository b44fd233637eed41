"""The certificate authority: what its certificates say, and what it keeps to itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store

from gateway.domain.errors import SettingsInvalid
from gateway.domain.vin import Vin
from gateway.identity.authority import Authority
from gateway.identity.installation import Installation

VIN = Vin("WVWZZZ1KZ8W100001")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.open(tmp_path / "identity", NOW)


def test_a_vehicle_is_named_by_its_vin_and_nothing_else(authority: Authority) -> None:
    """P-256, to be shown to servers only; who is to be recorded is who is named."""
    issued, record = authority.sign_vehicle(VIN, NOW, YEAR, "R. Meyer")
    shown = issued.certificate
    assert shown.subject.rfc4514_string() == f"CN={VIN.text}"
    key = shown.public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    assert isinstance(key.curve, SECP256R1)
    uses = shown.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [*uses] == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert int(record.serial, 16) == shown.serial_number
    assert (record.vin, record.valid_until) == (VIN, shown.not_valid_after_utc)
    assert shown.not_valid_after_utc == NOW + YEAR


def test_certificates_hold_before_a_verifier(authority: Authority) -> None:
    """That of a library which takes RFC 5280 to the letter, for a name and for an address."""
    store = Store([authority.certificate])
    policy = PolicyBuilder().store(store).time(NOW + timedelta(days=1))
    server = authority.sign_server(["localhost", "10.0.0.7"], NOW, YEAR).certificate
    policy.build_server_verifier(x509.DNSName("localhost")).verify(server, [])
    policy.build_server_verifier(x509.IPAddress(ip_address("10.0.0.7"))).verify(server, [])
    issued, _ = authority.sign_vehicle(VIN, NOW, YEAR, "R. Meyer")
    issued.certificate.verify_directly_issued_by(authority.certificate)


def test_serials_do_not_come_twice(authority: Authority) -> None:
    """They are long and random; nobody counts vehicles by them."""
    serials = {authority.sign_vehicle(VIN, NOW, YEAR, "")[1].serial for _ in range(50)}
    assert len(serials) == 50


def test_no_certificate_outlives_its_authority(authority: Authority) -> None:
    """However long a life is asked for."""
    _, record = authority.sign_vehicle(VIN, NOW, timedelta(days=36_500), "R. Meyer")
    assert record.valid_until == authority.certificate.not_valid_after_utc


def test_the_revocation_list_names_what_is_revoked(authority: Authority) -> None:
    """It is signed, and holds for as long as the authority: an old one shuts nobody out."""
    _, record = authority.sign_vehicle(VIN, NOW, YEAR, "R. Meyer")
    revoked = replace(record, revoked_at=NOW, revoked_by="R. Meyer")
    told = x509.load_pem_x509_crl(authority.revocation_list([revoked], NOW))
    assert [int(record.serial, 16)] == [one.serial_number for one in told]
    assert told.next_update_utc == authority.certificate.not_valid_after_utc
    key = authority.certificate.public_key()
    assert told.is_signature_valid(key)  # type: ignore[arg-type]
    assert [*x509.load_pem_x509_crl(authority.revocation_list([], NOW))] == []


def test_it_is_made_once(tmp_path: Path) -> None:
    """Later starts find the same one, and its key is for its owner's eyes."""
    first = Authority.open(tmp_path, NOW).certificate
    assert Authority.open(tmp_path, NOW + YEAR).certificate == first
    assert oct((tmp_path / "ca.key").stat().st_mode) == "0o100600"


def test_a_key_of_another_is_refused(tmp_path: Path) -> None:
    """Rather than sign what nobody would accept."""
    Authority.open(tmp_path / "a", NOW)
    Authority.open(tmp_path / "b", NOW)
    (tmp_path / "a" / "ca.key").write_bytes((tmp_path / "b" / "ca.key").read_bytes())
    with pytest.raises(SettingsInvalid, match=r"ca\.key .* is not the key of ca\.crt"):
        Authority.open(tmp_path / "a", NOW)
    (tmp_path / "a" / "ca.key").write_text("rubbish")
    with pytest.raises(SettingsInvalid, match="certificate authority"):
        Authority.open(tmp_path / "a", NOW)


def test_a_name_that_is_none_is_refused(authority: Authority) -> None:
    """In one line, before anything is written."""
    with pytest.raises(SettingsInvalid, match="host name"):
        authority.sign_server(["bröker.example"], NOW, YEAR)


def test_what_the_installation_shows_is_renewed_in_time(tmp_path: Path) -> None:
    """Kept while it lasts and serves every name; made anew halfway through its life."""
    installation = Installation(tmp_path)

    def shown(path: Path) -> bytes:
        return path.read_bytes()

    listener = installation.listener(NOW, "127.0.0.1", ())
    first = shown(listener.certificate)
    installation.listener(NOW + timedelta(days=30), "127.0.0.1", ())
    assert shown(listener.certificate) == first
    installation.listener(NOW, "127.0.0.1", ("broker.example",))
    named = shown(listener.certificate)
    assert named != first
    installation.listener(NOW + timedelta(days=500), "127.0.0.1", ("broker.example",))
    assert shown(listener.certificate) != named
    gateway = installation.client(NOW)
    before = shown(gateway)
    assert (installation.client(NOW), shown(gateway)) == (gateway, before)
    installation.client(NOW + timedelta(days=500))
    assert shown(gateway) != before


def test_the_broker_finds_its_files_from_wherever_it_works() -> None:
    """A data folder is often named from where one stands."""
    assert Installation(Path(".vdg")).folder.is_absolute()
