import asyncio
import itertools
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.replies_pb2 import ACCEPTED, Reply
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent import ledger, outbox
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.logbook import Course
from simulator.agent.outbox import Outbox
from simulator.agent.report import Backlog, Boot, Kind, Report

VIN = "W0VZZZE1XSB000001"
OTHER = "W0VZZZE1XSB000002"
ANY_LENGTH = 1000
PROJECT = Path(__file__).parents[4]

# Commits one report at a time for ever and says each sequence once it is committed.
WRITER = """
import asyncio, sys
from pathlib import Path
from simulator.agent import outbox
from simulator.agent.database import Database
from simulator.agent.outbox import Outbox
from simulator.agent.report import Kind, Report

async def main():
    box = Outbox(Database.open(Path(sys.argv[1]), outbox.SCHEMA))
    boot = await box.begin_boot("W0VZZZE1XSB000001")
    report = Report(kind=Kind.TELEMETRY, uptime_ms=0, wall_ms=0, body=bytes(100))
    while True:
        (seq,) = await box.commit(boot, lambda _: [report])
        print(seq, flush=True)

asyncio.run(main())
"""


def report(kind: Kind, uptime_ms: int = 0) -> Report:
    return Report(kind=kind, uptime_ms=uptime_ms, wall_ms=0, body=b"")


async def commit(box: Outbox, boot: Boot, *kinds: Kind) -> list[int]:
    return await box.commit(boot, lambda _: [report(kind) for kind in kinds])


async def kinds_waiting(box: Outbox, vin: str = VIN) -> list[Kind]:
    return [stored.report.kind for stored in await box.waiting(vin, ANY_LENGTH)]


@given(kinds=st.lists(st.sampled_from(Kind)))
def test_what_is_urgent_goes_first(kinds: list[Kind]) -> None:
    """Phases, faults, replies, omissions, oldest first; then telemetry, newest first."""

    async def sent() -> list[tuple[Kind, int]]:
        database = Database.open(Path(":memory:"), outbox.SCHEMA)
        try:
            box = Outbox(database)
            boot = await box.begin_boot(VIN)
            await commit(box, boot, *kinds)
            waiting = await box.waiting(VIN, ANY_LENGTH)
            return [(stored.report.kind, stored.seq) for stored in waiting]
        finally:
            await database.close()

    def urgency(pair: tuple[Kind, int]) -> tuple[Kind, int]:
        kind, seq = pair
        return kind, -seq if kind is Kind.TELEMETRY else seq

    expected = sorted(zip(kinds, itertools.count(1), strict=False), key=urgency)
    assert expected == asyncio.run(sent())


async def test_sequences_have_no_hole(flash: Database) -> None:
    """Reports that are committed at the same time share 1, 2, 3 ... of their boot."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)
    seqs = await asyncio.gather(*(commit(box, boot, *Kind) for _ in range(50)))
    assert list(range(1, 50 * len(Kind) + 1)) == sorted(itertools.chain.from_iterable(seqs))


async def test_a_failed_commit_uses_no_sequence(flash: Database) -> None:
    """A report that could not be stored leaves no hole behind it."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)

    def refuse(connection: sqlite3.Connection) -> list[Report]:
        connection.execute("INSERT INTO nowhere VALUES (1)")
        return []

    def one_good_one_bad(_: sqlite3.Connection) -> list[Report]:
        bad = Report(kind=Kind.FAULTS, uptime_ms=None, wall_ms=0, body=b"")  # type: ignore[arg-type]
        return [report(Kind.FAULTS), bad]

    first, *failures, second = await asyncio.gather(
        commit(box, boot, Kind.FAULTS),
        box.commit(boot, refuse),
        box.commit(boot, one_good_one_bad),
        commit(box, boot, Kind.FAULTS),
        return_exceptions=True,
    )
    assert first == [1]
    assert second == [2]
    assert [sqlite3.OperationalError, sqlite3.IntegrityError] == [type(f) for f in failures]
    assert 2 == box.depth(VIN) == box.published


async def test_every_boot_counts_from_one(flash: Database) -> None:
    """Boots are told apart by a random id and put in order by their count."""
    box = Outbox(flash)
    first = await box.begin_boot(VIN)
    await commit(box, first, *Kind)
    second = await box.begin_boot(VIN)
    assert await commit(box, second, Kind.TELEMETRY) == [1]
    assert (first.boot_count, second.boot_count) == (1, 2)
    assert first.boot_id != second.boot_id
    assert [(str(first.boot_id), len(Kind)), (str(second.boot_id), 1)] == (
        await box.logbook.sequences()
    )[VIN]


async def test_cars_do_not_share_an_outbox(flash: Database) -> None:
    """One file serves a fleet, and each unit sees its own reports."""
    box = Outbox(flash)
    for vin, kind in ((VIN, Kind.FAULTS), (OTHER, Kind.REPLIES)):
        await commit(box, await box.begin_boot(vin), kind)
    assert await kinds_waiting(box) == [Kind.FAULTS]
    assert await kinds_waiting(box, OTHER) == [Kind.REPLIES]


async def test_a_unit_is_the_same_through_all_boots(tmp_path: Path) -> None:
    """Its id is drawn once, for each car another, and stands in every header."""
    seen: dict[str, set[int]] = {VIN: set(), OTHER: set()}
    for _ in range(3):
        database = Database.open(tmp_path / "units.sqlite", outbox.SCHEMA)
        box = Outbox(database)
        for vin, units in seen.items():
            boot = await box.begin_boot(vin)
            await commit(box, boot, Kind.TELEMETRY)
            headers = [
                Telemetry.FromString(stored.payload(boot, 0)).header
                for stored in await box.waiting(vin, ANY_LENGTH)
            ]
            units.update({boot.unit_id, *(header.unit_id for header in headers)})
        await database.close()
    (unit,), (other,) = seen[VIN], seen[OTHER]
    assert 0 < unit < 2**63
    assert unit != other


async def test_a_new_unit_begins_anew(flash: Database) -> None:
    """Boots count from 1, ledger and outbox are empty, and the old unit's debts are known."""
    box, book = Outbox(flash), Ledger(flash)
    old = [await box.begin_boot(VIN), await box.begin_boot(VIN)][-1]
    await commit(box, old, *Kind)
    await box.acknowledge(old, [(await box.waiting(VIN, 1))[0].row], 0)
    reply = Reply(command_id=bytes(16), state=ACCEPTED)
    await flash.run(lambda c: ledger.record(c, old.unit_id, b"", reply))
    unit = await box.replace_unit(VIN)
    new = await box.begin_boot(VIN)
    assert unit == new.unit_id != old.unit_id
    assert (new.boot_count, box.depth(VIN), await box.waiting(VIN, ANY_LENGTH)) == (1, 0, [])
    assert await box.backlog_of(new) == Backlog(0, ())
    assert await book.unfinished(unit) == []
    assert len(await book.unfinished(old.unit_id)) == 1
    await commit(box, new, Kind.FAULTS)
    again = Outbox(flash)
    await again.load()
    for each in (box, again):
        assert (each.published, each.taken_out) == (len(Kind) + 1, len(Kind) - 1)
        assert 1 == each.depth(VIN) == each.backlog == each.acknowledged
    boots = [(str(boot.boot_id), last) for boot, last in ((old, len(Kind)), (new, 1))]
    assert boots == (await again.logbook.sequences())[VIN]


async def test_a_late_puback_is_not_the_new_units(flash: Database) -> None:
    """What the old unit had sent is not taken for something of the new one."""
    box = Outbox(flash)
    old = await box.begin_boot(VIN)
    await commit(box, old, Kind.FAULTS)
    (late,) = await box.waiting(VIN, ANY_LENGTH)
    await box.replace_unit(VIN)
    await commit(box, await box.begin_boot(VIN), Kind.FAULTS)
    await box.acknowledge(old, [late.row], 0)
    assert 1 == box.depth(VIN) == len(await box.waiting(VIN, ANY_LENGTH))


async def test_what_waits_is_told_by_its_boot(flash: Database) -> None:
    """Boots before this one are named as long as one report of theirs is on board."""
    box = Outbox(flash)
    first, second = await box.begin_boot(VIN), await box.begin_boot(VIN)
    await commit(box, first, *Kind)
    await box.acknowledge(first, [(await box.waiting(VIN, 1))[0].row], 0)
    await commit(box, second, Kind.FAULTS)
    third = await box.begin_boot(VIN)
    await commit(box, third, *Kind, *Kind)
    earlier = ((first.boot_id, len(Kind), 1), (second.boot_id, 1, 2))
    assert await box.backlog_of(third) == Backlog(2 * len(Kind), earlier)
    mine = [s.row for s in await box.waiting(VIN, ANY_LENGTH) if s.boot == first]
    await box.acknowledge(third, mine, 0)
    assert await box.backlog_of(third) == Backlog(2 * len(Kind), earlier[1:])


async def test_only_what_was_acknowledged_is_gone(flash: Database) -> None:
    """The counts follow, also when a PUBACK comes twice."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)
    await commit(box, boot, *Kind)
    first, *rest = await box.waiting(VIN, ANY_LENGTH)
    await box.acknowledge(boot, [first.row], 0)
    await commit(box, boot, Kind.FAULTS)
    await box.acknowledge(boot, [first.row], 0)
    assert len(Kind) == len(await box.waiting(VIN, ANY_LENGTH)) == box.depth(VIN)
    assert (box.published, box.acknowledged) == (len(Kind) + 1, 1)
    assert rest == [s for s in await box.waiting(VIN, ANY_LENGTH) if s.seq <= len(Kind)]


async def test_a_cancelled_commit_is_kept(flash: Database) -> None:
    """Power that fails while a commit is on its way cannot make a hole in the sequence."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)
    committing = asyncio.ensure_future(commit(box, boot, Kind.FAULTS))
    await asyncio.sleep(0)
    committing.cancel()
    assert await commit(box, boot, Kind.FAULTS) == [2]
    assert 2 == box.depth(VIN) == len(await box.waiting(VIN, ANY_LENGTH))


async def test_the_age_is_that_of_the_sending(flash: Database) -> None:
    """It is renewed every time, and absent once the unit has started again."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)
    await box.commit(boot, lambda _: [report(Kind.TELEMETRY, uptime_ms=1000)])
    (stored,) = await box.waiting(VIN, ANY_LENGTH)
    ages = [
        Telemetry.FromString(stored.payload(boot, at)).header.age_ms for at in (1000, 61_000)
    ]
    assert ages == [0, 60_000]
    next_boot = await box.begin_boot(VIN)
    later = Telemetry.FromString(stored.payload(next_boot, 5)).header
    assert not later.HasField("age_ms")
    assert (boot.boot_id, 1, 1000) == (later.boot_id, later.seq, later.uptime_ms)


@pytest.mark.slow
async def test_the_outbox_survives_kill_9(tmp_path: Path) -> None:
    """What a killed process had told is there, all of it (lessons trap notifications.rst)."""
    path = tmp_path / "units.sqlite"
    for boots in (1, 2, 3):
        told = await asyncio.to_thread(_write_until_killed, path)
        database = Database.open(path, outbox.SCHEMA)
        box = Outbox(database)
        await box.load()
        stored = await box.waiting(VIN, 1_000_000)
        await database.close()
        seqs = [s.seq for s in stored if s.boot.boot_count == boots]
        assert told > 0
        assert list(range(1, len(seqs) + 1)) == sorted(seqs)
        assert told <= len(seqs)
        assert len(stored) == box.depth(VIN) == box.published


def _write_until_killed(path: Path) -> int:
    """The last sequence that a writer told before SIGKILL."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as writer:  # noqa: S603
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= 200:
                writer.kill()
                break
        rest = writer.stdout.read().split("\n")
        return max(int(text) for text in (line, *rest[:-1]) if text)


async def test_the_course_of_each_kind_adds_up(flash: Database) -> None:
    """What was made of a kind is acknowledged, waits, was given up or taken out."""
    box = Outbox(flash)
    boot = await box.begin_boot(VIN)
    await box.commit(boot, lambda _: [report(Kind.TELEMETRY), report(Kind.FAULTS)])
    await box.commit(boot, lambda _: [report(Kind.TELEMETRY)])
    (first, *_) = await box.waiting(VIN, 1)
    await box.acknowledge(boot, [first.row], 5)
    courses = await box.logbook.courses()
    unsent = {"given_up": 0, "taken_out": 0}
    assert courses["faults"] == Course(made=1, acknowledged=1, waiting=0, **unsent)
    assert courses["telemetry"] == Course(made=2, acknowledged=0, waiting=2, **unsent)
    await box.replace_unit(VIN)
    courses = await box.logbook.courses()
    assert courses["telemetry"] == Course(
        made=2, acknowledged=0, waiting=0, given_up=0, taken_out=2
    )
