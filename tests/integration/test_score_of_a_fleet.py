"""`vdg score --vehicles`: a small fleet, recorded, judged and scored in one go."""

import json
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from rich.console import Console

from gateway.commands.score import score
from gateway.demo.score.fleet_parts import FleetOptions, joined, judge_part
from gateway.demo.score.fleet_run import score_fleet
from gateway.demo.score.score import score as score_of
from gateway.demo.score.tape import TapeUnreadable, read_tape
from tests.fix_processes import told

FLEET = FleetOptions(
    vehicles=4,
    seed=12,
    profile_mix="good=1,rural_edge=1",
    days=0.03,
    faulty_share=0.75,
    day="busy",
    updates_a_month=1.0,
    jobs=1,
)


@pytest.mark.slow
def test_a_fleet_is_driven_judged_and_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last line is one JSON object; the file has everything; the same seed, the same."""
    path = tmp_path / "score.json"
    assert score_fleet(FLEET, path, Console()) == 0
    *_, last = capsys.readouterr().out.strip().splitlines()
    line, found = json.loads(last), json.loads(path.read_text())
    assert line == {name: found[name] for name in line}
    assert (line["seed"], line["vehicles"], line["vehicle_days"]) == (12, 4, 0.12)
    assert found["faults_shown"] == found["faults_judged"] > 0
    assert (line["unsafe_advice"], line["false_cases_per_1000_days"]) == (0, 0)
    assert line["seconds_to_verdict_p50"] is not None
    assert sum(each["vehicles"] for each in found["by_link"]) == 4
    truth, conclusions = joined([judge_part(FLEET, 0)])
    again = score_of(truth, conclusions)
    assert (again.verdicts, len(again.named)) == (line["verdicts"], found["faults_shown"])
    assert again.from_first_telling.p50 == line["seconds_to_verdict_p50"]


@pytest.mark.slow
def test_a_killed_score_leaves_nobody_at_work() -> None:
    """Neither who judges nor who records goes on to the end of a part."""
    argv = [sys.executable, "-m", "gateway", "score", "--vehicles", "200", "--days", "9"]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL) as scoring:  # noqa: S603 - our own
        scorer = psutil.Process(scoring.pid)
        while not any("simulator" in argv for argv in _started_by(scorer)):
            assert scoring.poll() is None
            time.sleep(0.1)
        children = scorer.children(recursive=True)
        scoring.kill()
    gone, _ = psutil.wait_procs(children, timeout=120)
    assert {*children} == {*gone}


def _started_by(process: psutil.Process) -> list[list[str]]:
    return told(process.children(recursive=True), psutil.Process.cmdline)


def test_what_breaks_off_is_no_recording() -> None:
    """In the middle of an entry, or before the truth."""
    with pytest.raises(TapeUnreadable, match="15 bytes were to follow"):
        list(read_tape(BytesIO(b"")))
    with pytest.raises(TapeUnreadable, match="9 bytes were to follow, there are 2"):
        list(read_tape(BytesIO(bytes([1]) + bytes(8) + b"\0\x09" + bytes(4) + b"v1")))


def test_a_fleet_of_its_own_needs_no_truth() -> None:
    """Who names both is told so."""
    said = CliRunner().invoke(score, ["--vehicles", "3", "--database", "postgresql://x"])
    assert said.exit_code == 2
    assert "drives a fleet of its own" in said.output
