import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.__main__ import simulator


def pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A garage of two, its passwords and a key."""
    garage = tmp_path / "garage.json"
    CliRunner().invoke(simulator, ["garage", "--vehicles", "2", "--out", str(garage)])
    vins = [car["vin"] for car in json.loads(garage.read_text())]
    (tmp_path / "credentials.json").write_text(json.dumps(dict.fromkeys(vins, "secret")))
    (tmp_path / "command.pub").write_bytes(pem(Ed25519PrivateKey.generate()))
    return tmp_path


def run(folder: Path, **options: str | None) -> tuple[int, str]:
    """`simulate` with all that it takes; None leaves an option out."""
    given = {
        "broker": "mqtt://127.0.0.1:1",
        "garage": str(folder / "garage.json"),
        "credentials": str(folder / "credentials.json"),
        "command-key": str(folder / "command.pub"),
        "data": str(folder / "data"),
        "report": str(folder / "sim.json"),
        **options,
    }
    arguments = [f"--{name}={value}" for name, value in given.items() if value]
    result = CliRunner().invoke(simulator, ["simulate", *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"broker": "http://127.0.0.1"}, "mqtt://host:port"),
        ({"profile-mix": "moon=1"}, "no link profile 'moon'"),
        ({"speed": "0"}, "--speed"),
        ({"garage": "/nowhere"}, "--garage"),
        ({"vehicles": "3"}, "leave out --vehicles"),
        ({"broker": None}, "--broker"),
        ({"broker": "mqtt://me:secret@127.0.0.1"}, "leave the URL's user out"),
    ],
)
def test_what_cannot_work_is_said_at_once(
    folder: Path, options: dict[str, str | None], complaint: str
) -> None:
    """The message names the option or the value, and nothing has been started."""
    code, output = run(folder, **options)
    assert code != 0
    assert complaint in output
    assert not (folder / "data").exists()


def test_faults_that_cannot_be_planted_are_refused(folder: Path) -> None:
    """With the number of the one that is wrong, before any car drives."""
    plan = folder / "faults.json"
    plan.write_text('[[0, "infotainment_frozen", 60], [7, "infotainment_frozen", 60]]')
    code, output = run(folder, faults=str(plan))
    assert (code, "fault 2" in output) == (1, True)


def test_a_scenario_has_its_own_faults(folder: Path) -> None:
    """Two answers to one question are refused."""
    plan = folder / "faults.json"
    plan.write_text("[]")
    code, output = run(folder, faults=str(plan), scenario="clock_1970", garage=None)
    assert (code, "leave out --faults" in output) == (1, True)


@pytest.mark.parametrize(
    ("ruler", "options", "idle"),
    [
        ("replay", {"day": "busy", "for": "9", "seed": "7"}, ("day", "for", "seed")),
        ("replay", {"vehicles": "3"}, ("vehicles",)),
        ("replay", {"scenario": "twins"}, ("scenario",)),
        ("replay", {"profile-mix": "good=1"}, ("profile-mix",)),
        ("replay", {"wall-origin": "1", "world-origin": "1"}, ("wall-origin", "world-origin")),
        ("replay", {"report": "sim.json", "transcript": "t.jsonl"}, ("report", "transcript")),
        ("scenario", {"vehicles": "25", "seed": "7"}, ("vehicles", "seed")),
        ("scenario", {"speed": "1", "for": "9"}, ("speed", "for")),
        ("scenario", {"profile-mix": "good=1", "day": "busy"}, ("profile-mix", "day")),
        ("scenario", {"world-origin": "1"}, ("world-origin",)),
    ],
)
def test_what_would_have_no_effect_is_refused(
    tmp_path: Path, ruler: str, options: dict[str, str], idle: tuple[str, ...]
) -> None:
    """By name, even when it is given as it would be without; nothing has been started."""
    (tmp_path / "drive.csv").write_text("time,speed\n")
    what = "twins" if ruler == "scenario" else str(tmp_path / "drive.csv")
    arguments = [f"--{name}={value}" for name, value in options.items()]
    given = ["simulate", f"--{ruler}={what}", "--broker=mqtt://127.0.0.1:1", *arguments]
    result = CliRunner().invoke(simulator, given)
    names = " and ".join(f"--{name}" for name in sorted(idle))
    assert (result.exit_code, result.stderr.count("Error: ")) == (1, 1)
    said = result.stderr.partition("leave out ")[2].strip()
    assert sorted(said.replace(" and ", ", ").split(", ")) == names.split(" and ")
    assert f"--{ruler} " in result.stderr


@pytest.mark.parametrize("option", ["--map=MAP", "--vin=W0VZZZE1XSB000001", "--dry-run"])
def test_what_is_for_a_replay_needs_one(tmp_path: Path, option: str) -> None:
    """Rather than a fleet on the road after a dry run was asked for."""
    (tmp_path / "columns.toml").write_text("")
    given = option.replace("MAP", str(tmp_path / "columns.toml"))
    result = CliRunner().invoke(simulator, ["simulate", "--broker=mqtt://127.0.0.1:1", given])
    name = option.partition("=")[0]
    assert result.exit_code == 1
    assert f"{name} is for a recorded drive: add --replay FILE" in result.stderr


def test_a_key_of_another_kind_is_refused(folder: Path) -> None:
    """A car that cannot check a signature must not drive."""
    (folder / "command.pub").write_bytes(pem(X25519PrivateKey.generate()))
    code, output = run(folder)
    assert (code, "Ed25519" in output) == (1, True)


def test_a_car_without_a_password_is_noticed(folder: Path) -> None:
    """Rather than tried against the broker for ever."""
    (folder / "credentials.json").write_text("{}")
    code, output = run(folder)
    assert (code, "2 cars" in output) == (1, True)


@pytest.mark.parametrize("command", [[], ["garage"], ["simulate"]])
def test_help_teaches(command: list[str]) -> None:
    """Every command explains itself."""
    result = CliRunner().invoke(simulator, [*command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 8
