"""What the command line answers to a replay, before any broker is asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.__main__ import simulator
from tests.fix_replay import WORST, WORST_MAP


def simulate(*options: object) -> Result:
    return CliRunner().invoke(simulator, ["simulate", *map(str, options)])


def test_without_a_map_one_is_proposed() -> None:
    """On standard output, ready to be saved; the hint goes elsewhere."""
    answer = simulate("--replay", WORST)
    assert answer.exit_code == 0
    assert answer.stdout.startswith('delimiter = ";"\n')
    assert "--map columns.toml --dry-run" in answer.stderr


def test_without_a_map_nothing_is_published() -> None:
    """Who named a broker learns that by the exit status too."""
    assert simulate("--replay", WORST, "--broker", "mqtt://127.0.0.1:9").exit_code == 1


def test_a_dry_run_tells_what_is_in_it() -> None:
    """Bad lines on standard error, the summary on standard output, no broker needed."""
    answer = simulate("--replay", WORST, "--map", WORST_MAP, "--dry-run")
    assert answer.exit_code == 0
    assert "22 rows read, 12 used, 10 skipped" in answer.stdout
    assert "line 12: unreadable time" in answer.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "say which broker"),
        (["--broker", "http://127.0.0.1"], "must look like mqtt://host:port"),
        (["--broker", "mqtt://127.0.0.1:9", "--speed", "0.5"], "--speed 1 or more"),
        (["--broker", "mqtt://127.0.0.1:9", "--vin", "W0V"], "(ISO 3779)"),
        (["--vehicles", "3", "--broker", "mqtt://127.0.0.1:9"], "leave out --vehicles"),
    ],
)
def test_what_does_not_fit_is_refused(options: list[str], said: str) -> None:
    """With one sentence, not a traceback."""
    answer = simulate("--replay", WORST, "--map", WORST_MAP, *options)
    assert answer.exit_code == 1
    assert said in answer.stderr


def test_a_bad_map_is_refused(tmp_path: Path) -> None:
    """As what it is: not UTF-8, or not a map."""
    columns = tmp_path / "columns.toml"
    columns.write_bytes(b"\xff\xfe")
    answer = simulate("--replay", WORST, "--map", columns, "--dry-run")
    assert (answer.exit_code, "utf-8" in answer.stderr) == (1, True)


def test_several_vehicles_may_speak(tmp_path: Path) -> None:
    """Which of them is to drive must be said, whether by passwords or by certificates."""
    vins = ("W0VZZZE1XSB000001", "W0VZZZE1XSB000002")
    passwords = tmp_path / "credentials.json"
    passwords.write_text(json.dumps(dict.fromkeys(vins, "secret")))
    for vin in vins:
        (tmp_path / f"{vin}.pem").touch()
    for broker in (
        ["--broker", "mqtt://127.0.0.1:9", "--credentials", passwords],
        ["--broker", "mqtts://127.0.0.1:9", "--certificates", tmp_path],
    ):
        answer = simulate("--replay", WORST, "--map", WORST_MAP, *broker)
        assert "which of the 2 that may speak?" in answer.stderr
