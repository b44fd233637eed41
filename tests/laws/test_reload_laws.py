"""Another rulebook between two batches is judged by as after a restart."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.report import Frame
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.pipeline.memory.rows import FindingRow
from tests.fix_intake import an_intake, drives
from tests.fix_rulebooks import with_shadows

EVERY_OTHER = replace(RULEBOOK, rules=RULEBOOK.rules[::2])
BOOKS = (RULEBOOK, EVERY_OTHER, replace(with_shadows(RULEBOOK.rules), release="2026.12"))

Found = list[list[FindingRow]]


def found(memory: Memory) -> Found:
    return [[*memory.rows.findings.values()], [*memory.rows.shadow_findings.values()]]


async def reloaded(batches: Sequence[Sequence[Frame]], books: Sequence[int]) -> Found:
    """One gateway that is given these one after the other."""
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    for batch, book in zip(batches, books, strict=True):
        if intake.rulebook is not BOOKS[book]:
            await intake.go_by(BOOKS[book])
        await intake.take(batch)
    return found(memory)


async def restarted(batches: Sequence[Sequence[Frame]], books: Sequence[int]) -> Found:
    """A gateway for each of them, which knows nothing but the store."""
    memory, before = Memory(), None
    for batch, book in zip(batches, books, strict=True):
        if book != before:
            intake = an_intake(MemoryJournal(memory))
            intake.rulebook, before = BOOKS[book], book
        await intake.take(batch)
    return found(memory)


@pytest.mark.slow
@settings(max_examples=25)
@given(drives(), st.data())
async def test_a_reload_is_judged_by_as_a_restart(
    batches: Sequence[Sequence[Frame]], data: st.DataObject
) -> None:
    """Rules come, go and change sides, and need more of the past than those before."""
    books = [data.draw(st.sampled_from([0, 0, 1, 2])) for _ in batches]
    assert await reloaded(batches, books) == await restarted(batches, books)
