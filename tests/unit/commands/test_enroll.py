"""`vdg enroll`: what it refuses before it starts anything, and the files of a broker."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509

from gateway.__main__ import main

VIN = "WVWZZZ1KZ8W100001"


def enroll(*arguments: str, data: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["enroll", "--data", str(data), *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "enrol which vehicles? Name VINs, or --vehicles"),
        (("--revoke",), "revoke which vehicles?"),
        (("WVW1",), "ISO 3779"),
        ((VIN, "--days", "0"), "--days"),
        (("--vehicles", "nowhere.json"), "nowhere.json"),
        (("--broker", "not a name!", VIN[:3]), "ISO 3779"),
    ],
)
def test_what_cannot_work_is_said_at_once(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """In one line, and no database has been started for it."""
    status, said = enroll(*arguments, data=tmp_path)
    assert status
    assert words in said
    assert not (tmp_path / "database").exists()


@pytest.mark.parametrize("arguments", [("--renew",), ("--revoke", VIN)])
def test_a_mistyped_folder_has_nobody_enrolled(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Who is renewed or revoked was enrolled somewhere else; nothing is made here."""
    data = tmp_path / "dta"
    status, said = enroll(*arguments, data=data)
    assert status
    assert f"{data} is no data folder of a gateway" in said
    assert not data.exists()


def test_vehicles_come_from_the_file_of_the_gateway(tmp_path: Path) -> None:
    """An entry that is no vehicle stops the command, rather than leave one out."""
    file = tmp_path / "vehicles.json"
    file.write_text(json.dumps([{"vin": "rubbish"}]))
    status, said = enroll("--vehicles", str(file), data=tmp_path)
    assert status
    assert "entry 1" in said


def test_a_broker_of_ones_own_gets_its_files(tmp_path: Path) -> None:
    """Key and certificate with its names, whom it trusts, and what the gateway shows."""
    out = tmp_path / "out"
    names = ("--broker", "broker.example", "--broker", "10.0.0.7")
    status, said = enroll(*names, "--out", str(out), data=tmp_path)
    assert status == 0
    written = [Path(line) for line in said.splitlines()]
    assert written == [
        out / "broker.pem",
        out / "ca.crt",
        tmp_path / "identity" / "gateway.pem",
    ]
    shown = x509.load_pem_x509_certificate(written[0].read_bytes())
    extension = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert {str(name.value) for name in extension.value} == {"broker.example", "10.0.0.7"}
    assert oct(written[0].stat().st_mode) == "0o100600"


def test_the_help_says_what_happens_to_whom(tmp_path: Path) -> None:
    """Issue, renew, revoke, and where the files go."""
    status, said = enroll("--help", data=tmp_path)
    assert status == 0
    for words in ("--renew", "--revoke", "OUT/VIN.pem", "cut off at once", "revoked.crl"):
        assert words in said
