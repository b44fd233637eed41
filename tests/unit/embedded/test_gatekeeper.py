"""What the gatekeeper reads in the broker's question, and what rights it answers with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.domain.vin import Vin
from gateway.embedded.account import Rights, vehicle_rights
from gateway.embedded.gatekeeper import applicant_of
from gateway.embedded.nats_configuration import Gate, Ports, Tls, configuration
from gateway.identity.authority import Authority

VIN = Vin("WVWZZZ1KZ8W100001")
NOW = datetime.now(UTC)


@pytest.fixture
def shown(tmp_path: Path) -> tuple[str, str]:
    """A vehicle's certificate in PEM, and its serial."""
    authority = Authority.open(tmp_path, NOW)
    issued, record = authority.sign_vehicle(VIN, NOW, timedelta(days=1), "a test")
    return issued.certificate.public_bytes(Encoding.PEM).decode(), record.serial


def question(**tls: Any) -> dict[str, Any]:
    return {"client_info": {"mqtt_id": VIN.text}, "client_tls": tls}


def test_name_and_serial_come_from_the_verified_chain(shown: tuple[str, str]) -> None:
    """And the client id from what the client said."""
    pem, serial = shown
    applicant = applicant_of(question(verified_chains=[[pem, "another"]]))
    assert applicant is not None
    assert (applicant.common_name, applicant.serial) == (VIN.text, serial)
    assert applicant.client_id == VIN.text


@pytest.mark.parametrize("chains", [None, [], [[]]])
def test_a_chain_that_was_not_verified_counts_for_nothing(
    shown: tuple[str, str], chains: list[list[str]] | None
) -> None:
    """What the client merely sent could name anybody."""
    pem, _ = shown
    assert applicant_of(question(certs=[pem], verified_chains=chains)) is None
    assert applicant_of({"client_info": {"mqtt_id": VIN.text}}) is None


def test_a_vehicles_rights_name_nobody_else() -> None:
    """Each subject is its own, with no wildcard and none of the broker's."""
    rights = vehicle_rights(VIN).as_nats("pub", "sub")
    subjects = [s for direction in rights.values() for s in direction["allow"]]
    assert {tuple(subject.split(".")[:2]) for subject in subjects} == {("v1", VIN.text)}
    assert not any(set(subject) & set("*>$") for subject in subjects)


def test_no_topics_are_no_rights() -> None:
    """NATS takes an empty list for everything, so that the denial has to be said."""
    assert Rights().as_nats("pub", "sub") == {"pub": {"deny": [">"]}, "sub": {"deny": [">"]}}


def test_the_gate_asks_about_everybody_without_an_account(tmp_path: Path) -> None:
    """Who has a password is known by it; for all others there is TLS and the question."""
    pem = tmp_path / "pem"
    tls = Tls(certificate=pem, key=pem, authority=pem, host="10.1.2.3")
    gate = Gate(tls=tls, username="keeper", password="secret", issuer="A")
    text = configuration(Ports(8883, 4222), tmp_path, [], gate)
    assert '"verify": true' in text
    assert '"host": "10.1.2.3"' in text
    assert '"auth_users": [\n    "keeper"\n   ]' in text
