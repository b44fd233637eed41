"""The fault reports of a batch: what each leaves on episodes, timeline and counts."""

from collections.abc import Sequence

import pytest

from gateway.domain.component import BRAKES, ComponentId
from gateway.domain.episode import Episode
from gateway.domain.report import FaultReport, Placed
from gateway.pipeline import lives as lives_module
from gateway.pipeline.lives import Lives, fold_all
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.pipeline.notes import notes_on_episodes
from gateway.triage.share import ONE_BY_ONE, share_out
from tests.fix_knowledge import NOON
from tests.fix_store import an_entry
from tests.fix_triage import faulty

CODE = "C0035-13"


def chatter(count: int, every_s: float = 0.1) -> list[Placed[FaultReport]]:
    """Failing and gone in turns."""
    return [
        faulty(seq, seq * every_s, BRAKES, {CODE: 0x2F} if seq % 2 else {})
        for seq in range(1, count + 1)
    ]


async def folded(
    memory: Memory, reports: Sequence[Placed[FaultReport]], *, keep: bool = True
) -> Lives:
    async with MemoryJournal(memory).batch() as batch:
        lives = await fold_all(batch, {}, share_out(reports))
        if keep:
            await batch.keep(an_entry(reports, episodes=lives.changes, now=NOON))
    return lives


def only(memory: Memory) -> Episode:
    [episode] = memory.rows.episodes.values()
    return episode


async def test_a_storm_counts_whole_in_one_batch_or_many() -> None:
    """Those that were not folded one by one count as well, with the episode and as oddities."""
    at_once, bit_by_bit = Memory(), Memory()
    lives = await folded(at_once, chatter(400))
    for first in range(0, 400, 8):
        await folded(bit_by_bit, chatter(400)[first : first + 8])
    assert only(bit_by_bit).reports == only(at_once).reports == 400
    assert sum(lives.oddities.values()) == 400 - ONE_BY_ONE - 2
    assert (only(bit_by_bit).returns, only(at_once).returns) == (199, ONE_BY_ONE // 2)


async def test_the_timeline_tells_ever_rarer_returns() -> None:
    """The first, the second, the fourth ... time; each with its end."""
    memory, said = Memory(), []
    for report in chatter(100):
        lives = await folded(memory, [report])
        said += [note.words for note in notes_on_episodes(lives.changes, lambda *_: None)]
    returns = [words for words in said if "had not gone" in words]
    assert [words.rpartition("come back ")[2] for words in returns] == [
        "once.",
        *(f"{2**n} times." for n in range(1, 6)),
    ]
    assert len(said) == 1 + 6 + 7


async def test_a_car_that_invents_faults_is_not_followed_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Past the bound its new faults are counted; those that are known live on."""
    monkeypatch.setattr(lives_module, "MOST_FOLLOWED", 20)
    memory = Memory()
    known = faulty(1, 0, BRAKES, {CODE: 0x2F})
    invented = [
        faulty(seq, seq, ComponentId(f"toaster{seq}"), {"B1234-00": 0x2F})
        for seq in range(2, 102)
    ]
    await folded(memory, [known])
    lives = await folded(memory, [*invented, faulty(200, 200, BRAKES, {CODE: 0x28})])
    assert len(memory.rows.episodes) == 20
    assert [n for (kind, _), n in lives.oddities.items() if kind == "faults_not_followed"] == [
        81
    ]
    first = next(iter(memory.rows.episodes.values()))
    assert (str(first.key.code), first.reports) == (CODE, 2)
