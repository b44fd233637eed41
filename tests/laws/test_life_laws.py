"""Lives of faults: whatever is reported, in whatever order, in batches of whatever size."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.component import BRAKES
from gateway.domain.episode import Episode, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.trouble_code import Status
from gateway.pipeline.lives import fold_all
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.triage.absorb import remember
from gateway.triage.condition import Condition, any_of
from gateway.triage.heard import Heard
from gateway.triage.reported import HasStatus, code
from gateway.triage.share import share_out
from gateway.triage.window import FaultMemory, Window
from gateway.wiring.knowledge import RULEBOOK
from tests.fix_knowledge import NOON
from tests.fix_store import an_entry
from tests.fix_triage import streams

SIZES = st.integers(1, 9)


def faults_of(stream: Sequence[Heard]) -> list[Placed[FaultReport]]:
    return [
        Placed.of(each.report, each.at, each.source)
        for each in stream
        if isinstance(each.report, FaultReport)
    ]


async def lives(reports: Sequence[Placed[FaultReport]], size: int) -> list[Episode]:
    """All episodes in a store that took these reports in batches of this size."""
    memory = Memory()
    windows: dict[object, Window] = {}
    for first in range(0, len(reports), size):
        batch_of = reports[first : first + size]
        async with MemoryJournal(memory).batch() as batch:
            told = await fold_all(batch, windows, share_out(batch_of))  # type: ignore[arg-type]
            await batch.keep(an_entry(batch_of, episodes=told.changes, now=NOON))
        for report in batch_of:
            _remember(windows, report)
    return [*memory.rows.episodes.values()]


def _remember(windows: dict[object, Window], report: Placed[FaultReport]) -> None:
    vin, memory = report.report.header.id.vin, remember(report)
    window = windows.get(vin, Window())
    known: FaultMemory | None = window.memories.get(report.report.component)
    if known is None or known.order < memory.order:
        memories = {**window.memories, report.report.component: memory}
        windows[vin] = window._replace(memories=memories, sight=None)


@pytest.mark.slow
@settings(max_examples=50)
@given(streams(max_size=25), SIZES, st.randoms(use_true_random=False))
async def test_at_most_one_life_is_open_in_any_order(
    stream: list[Heard], size: int, random: Random
) -> None:
    """And each is whole: it ends after it began, and has as many lines as the history."""
    faults = faults_of(stream)
    random.shuffle(faults)
    found = await lives(faults, size)
    open_ = Counter(one.key for one in found if one.ended_at is None)
    assert set(open_.values()) <= {1}
    for one in found:
        assert one.opened_at <= one.updated_at <= (one.ended_at or one.updated_at)
        assert one.lines <= one.reports
        assert one.near_miss <= (one.ended_at is not None)


@pytest.mark.slow
@settings(max_examples=50)
@given(streams(max_size=25, in_time=True), SIZES, SIZES)
async def test_how_reports_are_cut_into_batches_changes_nothing(
    stream: list[Heard], one: int, other: int
) -> None:
    """A slow car and a busy gateway come to the same lives, ended ones and returns included."""
    faults = faults_of(stream)
    assert await lives(faults, one) == await lives(faults, other)


@pytest.mark.slow
@settings(max_examples=50)
@given(streams(max_size=25))
async def test_every_fault_that_was_ever_present_has_a_life(
    stream: list[Heard],
) -> None:
    """Told backwards, too: what came and went unseen is on record."""
    faults = faults_of(stream)
    seen = {
        FaultKey(one.report.header.id.vin, one.report.component, entry.code)
        for one in faults
        for entry in one.report.entries
        if entry.status.present
    }
    assert {one.key for one in await lives(faults[::-1], 4)} == seen


def _leaves(condition: object) -> Iterator[HasStatus]:
    """Every condition on a status within this one."""
    if isinstance(condition, HasStatus):
        yield condition
    elif isinstance(condition, tuple | list):
        for each in condition:
            yield from _leaves(each)
    elif dataclasses.is_dataclass(condition) and isinstance(condition, Condition):
        for field in dataclasses.fields(condition):
            yield from _leaves(getattr(condition, field.name))


def waits_for_confirmation(condition: Condition) -> set[str]:
    """Codes of which it asks for "confirmed" and never for "failed": one-shots stay unheard."""
    asked: dict[tuple[object, object], Status] = {}
    for leaf in _leaves(condition):
        key = leaf.component, leaf.code
        asked[key] = asked.get(key, Status(0)) | leaf.bits
    return {
        f"{component} {number}"
        for (component, number), bits in asked.items()
        if bits & Status.CONFIRMED and not bits & Status.TEST_FAILED
    }


def test_no_rule_is_deaf_to_who_reports_once() -> None:
    """A source without a confirmed bit would never fire a rule that waits for it alone.

    Lessons row 37 (ros2_medkit#642).
    """
    wheel = code(BRAKES, "C0035-13")
    assert waits_for_confirmation(wheel.confirmed) == {"brakes C0035-13"}
    assert waits_for_confirmation(any_of(wheel.confirmed, wheel.failed)) == set()
    deaf = {rule.id: waits_for_confirmation(rule.when) for rule in RULEBOOK.rules}
    assert {rule: codes for rule, codes in deaf.items() if codes} == {}
