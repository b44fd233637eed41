from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.agent.database import Database
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault, InjectedTruth
from simulator.fleet import account
from simulator.fleet.account import Account, Change, Executions, InvalidData, Plan
from simulator.links.weather import LinkEvent, Upset

VIN = "W0VZZZE1XSB000001"
VINS = [VIN, "W0VZZZE1XSB000002"]
FROZEN = RootCauseId("infotainment_frozen")
CUT = LinkEvent(at_s=700.0, until_s=730.0, kind=Upset.POWER_CUT)
PLAN = Plan(
    seed=7,
    started_s=500.0,
    faults={VIN: [InjectedFault(FROZEN, 600.0)]},
)
TRUTH = InjectedTruth(
    root_cause_id=FROZEN,
    component="infotainment",
    dtc=0x9A2087,
    cascade=False,
    onset_s=600.0,
    set_at_s=610.0,
    cured_at_s=None,
)


@pytest.fixture
async def truth(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(tmp_path / "truth.sqlite", account.SCHEMA)
    yield database
    await database.close()


async def test_the_first_plan_stays(truth: Database) -> None:
    """A run that goes on uses the plan of the folder, whatever its own seed would draw."""
    assert await Account(truth).load(VINS, PLAN) == PLAN
    other = replace(PLAN, seed=8, started_s=9999.0, faults={})
    assert await Account(truth).load(VINS, other) == PLAN


async def test_another_fleet_is_refused(truth: Database) -> None:
    """The truth of one fleet says nothing about another."""
    await Account(truth).load(VINS, PLAN)
    with pytest.raises(InvalidData):
        await Account(truth).load(VINS[:1], PLAN)


async def test_a_power_failure_is_remembered(truth: Database) -> None:
    """It counts, and the car relives it after a restart of the process."""
    book = Account(truth)
    await book.load(VINS, PLAN)
    await book.power_failed(VIN, CUT, 701.0)
    again = Account(truth)
    await again.load(VINS, PLAN)
    assert again.power_failures == 1
    assert await again.changes() == {VIN: [Change(701.0, None, None)]}


async def test_changes_are_relived_in_their_order(truth: Database) -> None:
    """Each car gets its own, as they were written."""
    book = Account(truth)
    changes = [Change(1.0, "telematics", b"\x10\x03"), Change(1.0, "telematics", b"\x11\x01")]
    for change in changes:
        await book.write_change(VIN, change)
    assert await book.changes() == {VIN: changes}


async def test_a_code_counts_once_and_only_when_set(truth: Database) -> None:
    """Its first moment stays, also when the car is built again."""
    book = Account(truth)
    await book.load(VINS, PLAN)
    await book.note_codes(VIN, [replace(TRUTH, set_at_s=None)])
    assert book.codes_set == 0
    await book.note_codes(VIN, [TRUTH])
    await book.note_codes(VIN, [replace(TRUTH, set_at_s=999.0)])
    again = Account(truth)
    await again.load(VINS, PLAN)
    await again.note_codes(VIN, [replace(TRUTH, set_at_s=999.0)])
    (fault,) = await again.faults()
    assert again.codes_set == 1
    assert (fault["root_cause"], fault["onset"], fault["set_at"]) == (FROZEN, 600.0, 610.0)
    assert (fault["dtc"], fault["code"]) == (0x9A2087, "B1A20-87")


async def test_rejections_are_counted(truth: Database) -> None:
    """By their reason, over all runs, commands and clocks apart."""
    for reason in ("bad_signature", "wrong_vin", "bad_signature"):
        await Account(truth).command_rejected(reason)
    await Account(truth).clock_rejected("stale")
    again = Account(truth)
    assert await again.rejections("command") == {"bad_signature": 2, "wrong_vin": 1}
    assert await again.rejections("clock") == {"stale": 1}


async def test_a_second_execution_shows(truth: Database) -> None:
    """Whatever unit did it, and in whatever run."""
    assert await Account(truth).executions() == Executions(0, 0)
    for command_id in (b"a", b"b", b"a", b"a"):
        await Account(truth).command_executed(command_id)
    assert await Account(truth).executions() == Executions(2, 1)
