"""A full outbox: coarser, at last shorter, never silently, never at the cost of a fault."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proto.v1.telemetry_pb2 import OUT_OF_MEMORY, Omission, Telemetry
from simulator.agent import outbox
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.flash import size_of
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, StoredReport
from simulator.agent.thinning import samples_in
from tests.fix_outbox import ANY_LENGTH, BOX_VIN, Ledger, a_report, an_outbox, commit

FULL = size_of(a_report(Kind.TELEMETRY))
SMALLEST = size_of(a_report(Kind.TELEMETRY, rows=1)) + 8  # with what it owns up to


def rows_of(stored: StoredReport) -> int:
    matrices = Telemetry.FromString(stored.report.body).matrices
    return sum(len(matrix.offsets_ms) // 4 for matrix in matrices)


async def fill(box: Outbox, boot: Boot, batches: int) -> dict[int, int]:
    """Sequence → rows, after so many full batches of ten rows."""
    for _ in range(batches):
        await commit(box, boot, a_report(Kind.TELEMETRY))
    return {one.seq: rows_of(one) for one in await box.waiting(BOX_VIN, ANY_LENGTH)}


async def test_the_oldest_become_coarser_first() -> None:
    """One after the other loses every second row; only then is a second round begun."""
    async with an_outbox(Budget(unsent_bytes=10 * FULL)) as box:
        boot = await box.begin_boot(BOX_VIN)
        assert await fill(box, boot, 10) == dict.fromkeys(range(10, 0, -1), 10)
        after = await fill(box, boot, 4)
    assert list(after) == list(range(14, 0, -1))
    assert [*after.values()] == sorted(after.values(), reverse=True)
    assert {*after.values()} <= {10, 5}


async def test_what_cannot_become_coarser_goes_and_is_owned_up_to() -> None:
    """The oldest first, in one piece, and the samples that were in it when it was made."""
    async with an_outbox(Budget(unsent_bytes=8 * SMALLEST)) as box:
        boot = await box.begin_boot(BOX_VIN)
        left = await fill(box, boot, 20)
        assert set(left.values()) == {1}
        given_up = 20 - len(left)
        assert list(left) == list(range(20, given_up, -1))
        assert box.given_up == given_up > 8
        await box.own_up(boot, 0, 0)
        first, *_ = await box.waiting(BOX_VIN, ANY_LENGTH)
    assert (first.report.kind, first.topic) == (Kind.OMISSIONS, f"v1/{BOX_VIN}/telemetry")
    assert first.seq == 21
    assert list(Telemetry.FromString(first.report.body).omissions) == [
        Omission(
            boot_id=boot.boot_id,
            first_seq=1,
            last_seq=given_up,
            samples=20 * given_up,
            reason=OUT_OF_MEMORY,
        )
    ]


async def test_faults_and_replies_are_never_given_up() -> None:
    """When they alone are too much there is no telemetry, and everything of them."""
    async with an_outbox(Budget(unsent_bytes=4 * FULL)) as box:
        boot = await box.begin_boot(BOX_VIN)
        for _ in range(20):
            await commit(
                box,
                boot,
                a_report(Kind.FAULTS, 300),
                a_report(Kind.TELEMETRY),
                a_report(Kind.REPLIES, 300),
            )
        kinds = [one.report.kind for one in await box.waiting(BOX_VIN, ANY_LENGTH)]
    assert kinds == [Kind.FAULTS] * 20 + [Kind.REPLIES] * 20
    assert box.given_up == 20


async def test_one_confession_at_a_time() -> None:
    """What is given up while one is on its way gathers in one piece, however long it takes."""
    async with an_outbox(Budget(unsent_bytes=4 * SMALLEST)) as box:
        boot = await box.begin_boot(BOX_VIN)
        await fill(box, boot, 8)
        for _ in range(30):
            await box.own_up(boot, 0, 0)
            await fill(box, boot, 2)
        waiting = await box.waiting(BOX_VIN, ANY_LENGTH)
        confessions = [one for one in waiting if one.report.kind is Kind.OMISSIONS]
        assert len(confessions) == 1
        await box.acknowledge(boot, [one.row for one in waiting], 0)
        assert box.depth(BOX_VIN) == 1
        await asyncio.wait_for(box.news(BOX_VIN), 30)
        await box.own_up(boot, 0, 0)
        (second,) = await box.waiting(BOX_VIN, ANY_LENGTH)
        await box.acknowledge(boot, [second.row], 0)
        assert (box.depth(BOX_VIN), box.backlog) == (0, 0)
    told = [Telemetry.FromString(one.report.body) for one in (*confessions, second)]
    spans = [(o.first_seq, o.last_seq) for each in told for o in each.omissions]
    assert spans == sorted(spans)
    assert sum(last - first + 1 for first, last in spans) == box.given_up


async def test_a_confession_makes_room_for_itself() -> None:
    """It may not push the outbox over its budget, not even by itself."""
    async with an_outbox(Budget(unsent_bytes=SMALLEST)) as box:
        boot = await box.begin_boot(BOX_VIN)
        await fill(box, boot, 2)
        await box.own_up(boot, 0, 0)
        waiting = await box.waiting(BOX_VIN, ANY_LENGTH)
        assert [one.report.kind for one in waiting] == [Kind.OMISSIONS]


Step = Callable[["World"], Awaitable[None]]


class World:
    """A unit with little memory, a link that loses PUBACKs, and a ledger behind it."""

    def __init__(self, path: Path, budget: Budget) -> None:
        self.path, self.budget, self.ledger = path, budget, Ledger()
        self.committed: set[tuple[int, int]] = set()

    async def boot(self) -> None:
        """Also after a power failure: everything but the file is new."""
        self.database = Database.open(self.path, outbox.SCHEMA)
        self.box = Outbox(self.database, self.budget)
        await self.box.load()
        self.now = await self.box.begin_boot(BOX_VIN)

    async def lose_power(self) -> None:
        await self.database.close()
        await self.boot()

    async def commit(self, kind: Kind, rows: int) -> None:
        seqs = await commit(self.box, self.now, a_report(kind, rows))
        self.committed |= {(self.now.boot_id, seq) for seq in seqs}

    async def send(self, reports: int, acknowledged: int) -> None:
        """A window arrives; the PUBACKs after the first of them are lost."""
        await self.box.own_up(self.now, 0, 0)
        window = await self.box.waiting(BOX_VIN, reports)
        self.ledger.store(window)
        await self.box.acknowledge(self.now, [one.row for one in window[:acknowledged]], 0)

    async def check(self) -> None:
        """To the sample: made = stored + thinned + given up + on board."""
        waiting = await self.box.waiting(BOX_VIN, ANY_LENGTH)
        untold = await self.database.run(
            lambda c: c.execute(
                "SELECT boot_id, first_seq, last_seq, samples FROM omission"
            ).fetchall()
        )
        boots = (await self.box.logbook.samples()).get(BOX_VIN, [])
        on_board = {
            (one.boot.boot_id, one.seq): one.report.samples
            for one in waiting
            if not self.ledger.holds(one.boot.boot_id, one.seq)
        }
        on_board |= await self._untold(untold)
        told_on_board = Ledger()
        told_on_board.reports = {
            **self.ledger.reports,
            **{
                (one.boot.boot_id, one.seq): one
                for one in waiting
                if one.report.kind is Kind.OMISSIONS
            },
        }
        assert sum(made for _, made, _ in boots) == (
            told_on_board.samples() + sum(on_board.values())
        )
        everywhere = told_on_board.accounted() | on_board.keys()
        assert self.committed <= everywhere
        assert self.box.size(BOX_VIN) == sum(size_of(one.report) for one in waiting)
        urgent = sum(
            size_of(one.report) for one in waiting if one.report.kind is not Kind.TELEMETRY
        )
        assert self.box.size(BOX_VIN) <= max(self.budget.unsent_bytes, urgent)

    async def _untold(
        self, spans: list[tuple[int, int, int, int]]
    ) -> dict[tuple[int, int], int]:
        """What was given up and is in no report yet, less what has arrived all the same."""
        batches = self.ledger.batches
        left: dict[tuple[int, int], int] = {}
        for boot_id, first, last, samples in spans:
            arrived = 0
            for seq in range(first, last + 1):
                left[boot_id, seq] = 0
                if (batch := batches.get((boot_id, seq))) is not None:
                    arrived += samples_in(batch) + batch.thinned_samples
            left[boot_id, first] = samples - arrived
        return left


STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        lambda kind, rows: lambda world: world.commit(kind, rows),
        st.sampled_from([Kind.TELEMETRY] * 4 + [Kind.FAULTS, Kind.REPLIES]),
        st.integers(0, 20),
    ),
    st.builds(
        lambda reports, acknowledged: lambda world: world.send(reports, acknowledged),
        st.integers(1, 6),
        st.integers(0, 6),
    ),
    st.just(lambda world: world.lose_power()),
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=40), st.integers(0, 3000))
def test_no_sample_is_unaccounted_for(steps: list[Step], unsent_bytes: int) -> None:
    """Whatever is committed, sent, acknowledged or cut off from power, in any order."""

    async def run(folder: Path) -> None:
        world = World(folder / "flash.sqlite", Budget(unsent_bytes=unsent_bytes))
        await world.boot()
        try:
            for step in steps:
                await step(world)
                await world.check()
            while world.box.depth(BOX_VIN):
                await world.send(5, 5)
            await world.check()
            assert world.committed <= world.ledger.accounted()
        finally:
            await world.database.close()

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
