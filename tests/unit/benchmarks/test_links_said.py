"""The cars' side of the link benchmark: an ear in the outbox, and lives of codes."""

import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.links.said import UNITS, Code, FaultRow, count_lives, install, read_said
from proto.v1.faults_pb2 import Fault, FaultReport
from simulator.agent.database import Database
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, Report
from simulator.fleet import account

VIN = "W0VZZZE1XSB000001"
FAILED, PASSED = 0x09, 0x50
CODE = Code(VIN, "brakes", 0x403513)


def said(*statuses: tuple[int, int]) -> list[FaultRow]:
    """Reports about one code, each (status, occurrences)."""
    reports = [
        FaultReport(
            component=CODE.component,
            faults=[Fault(dtc=CODE.dtc, status=status, occurrences=occurrences)],
        )
        for status, occurrences in statuses
    ]
    return [
        FaultRow(VIN, 1, 1, seq, 0.0, report.SerializeToString())
        for seq, report in enumerate(reports, 1)
    ]


def test_a_code_that_stays_has_one_life() -> None:
    """However often it is reported."""
    assert count_lives(said((FAILED, 1), (FAILED, 1), (FAILED, 2))) == Counter({CODE: 1})


def test_a_code_that_comes_back_has_two_lives() -> None:
    """Passed in between, or cleared between two reports so that its counter fell."""
    assert count_lives(said((FAILED, 1), (PASSED, 1), (FAILED, 2)))[CODE] == 2
    assert count_lives(said((FAILED, 3), (FAILED, 1)))[CODE] == 2


def test_a_code_that_is_left_out_is_gone() -> None:
    """A report tells the whole memory of its component."""
    silent = FaultRow(VIN, 1, 1, 9, 0.0, FaultReport(component="brakes").SerializeToString())
    assert count_lives([*said((FAILED, 1)), silent, *said((FAILED, 1))])[CODE] == 2


def test_a_code_that_never_failed_has_no_life() -> None:
    """Tested and passed is no fault."""
    assert count_lives(said((PASSED, 0))) == Counter()


async def test_the_ear_hears_what_is_committed_and_keeps_it(tmp_path: Path) -> None:
    """A fault report is known with its time after the outbox has forgotten it; nothing else."""
    install(tmp_path)
    truth, flash = (
        Database.open(tmp_path / "truth.sqlite", account.SCHEMA),
        Database.open(tmp_path / UNITS, ""),
    )
    box = Outbox(flash)
    before = time.time()
    boot = await box.begin_boot(VIN)
    await box.commit(boot, lambda _: [report(Kind.FAULTS), report(Kind.REPLIES)])
    await _forget(box, boot)
    await flash.close()
    await truth.close()
    heard = read_said(tmp_path).fault_reports
    assert [(one.vin, one.boot_id, one.seq) for one in heard] == [(VIN, boot.boot_id, 1)]
    assert all(before - 0.01 <= at_s <= time.time() + 0.01 for at_s in heard.values())
    with closing(sqlite3.connect(tmp_path / UNITS)) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def report(kind: Kind) -> Report:
    body = FaultReport(component="brakes").SerializeToString() if kind is Kind.FAULTS else b""
    return Report(kind=kind, uptime_ms=0, wall_ms=0, body=body)


async def _forget(box: Outbox, boot: Boot) -> None:
    rows = [stored.row for stored in await box.waiting(VIN, 9)]
    await box.acknowledge(boot, rows, 0)
