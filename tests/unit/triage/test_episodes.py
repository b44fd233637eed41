"""The lives of faults: opened, moved on, healed, cleared; late reports never rewind them."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.component import BRAKES
from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.triage.absorb import remember
from gateway.triage.episodes import fold
from gateway.triage.heard import Heard
from gateway.triage.window import FaultMemory
from tests.fix_triage import CAR, fault_reports, faulty, streams

KEY = FaultKey(CAR, BRAKES, TroubleCode.parse("C0035-13"))


def lives(reports: Sequence[Placed[FaultReport]]) -> list[Episode]:
    """All episodes after these reports in this order of arrival, as a store would hold them."""
    newest: dict[object, FaultMemory] = {}
    open_: dict[FaultKey, Episode] = {}
    ended: list[Episode] = []
    for report in reports:
        component = (report.report.header.id.vin, report.report.component)
        for change in fold(open_, report, newest.get(component)):
            _check(open_, change)
            open_.pop(change.episode.key, None)
            if change.episode.ended_at is None:
                open_[change.episode.key] = change.episode
            else:
                ended.append(change.episode)
        memory = remember(report)
        if component not in newest or memory.order > newest[component].order:
            newest[component] = memory
    return [*ended, *open_.values()]


def _check(open_: dict[FaultKey, Episode], change: EpisodeChange) -> None:
    """What must hold of every single change."""
    before = open_.get(change.episode.key)
    assert change.opened == (before is None)
    episode = change.episode
    assert episode.opened_at <= episode.updated_at <= (episode.ended_at or episode.updated_at)
    assert (episode.end is None) == (episode.ended_at is None)
    assert episode.passed_at is None or not episode.status & Status.TEST_FAILED
    if before is not None:
        assert before.opened_at == episode.opened_at
        assert before.updated_at <= episode.updated_at
        assert before.total <= episode.total
        assert before.seen & episode.seen == before.seen
        assert episode.confirmed_at == (before.confirmed_at or episode.confirmed_at)


def said(seq: int, status: int | None, occurrences: int = 1) -> Placed[FaultReport]:
    return faulty(
        seq, seq * 10, BRAKES, {} if status is None else {"C0035-13": (status, occurrences)}
    )


def test_an_episode_opens_with_the_first_present_bit() -> None:
    """Pending is enough; a code that is only listed is not."""
    assert not lives([said(1, 0x50)])
    [episode] = lives([said(1, 0x50), said(2, 0x24, 1)])
    assert (said(2, 0).at, Status(0x24), None) == (
        episode.opened_at,
        episode.status,
        episode.end,
    )


def test_an_episode_moves_on_with_every_report() -> None:
    """Status, counter and time of the newest one; the opening stays."""
    [episode] = lives([said(1, 0x27, 1), said(2, 0x2F, 3)])
    assert (said(1, 0).at, said(2, 0).at) == (episode.opened_at, episode.updated_at)
    assert (Status(0x2F), 3) == (episode.status, episode.occurrences)


def test_a_test_that_passed_heals() -> None:
    """Not listed any more, or listed without a present bit."""
    for status in (None, 0x20, 0x60):
        [episode] = lives([said(1, 0x2F), said(2, status)])
        assert (EpisodeEnd.HEALED, said(2, 0).at) == (episode.end, episode.ended_at)


def test_a_test_that_has_not_run_since_was_cleared() -> None:
    """0x50 is what a memory says right after service 0x14."""
    [episode] = lives([said(1, 0x2F), said(2, 0x50, 0)])
    assert (EpisodeEnd.CLEARED, Status(0x50), 1) == (
        episode.end,
        episode.status,
        episode.occurrences,
    )


def test_a_new_life_is_a_new_episode() -> None:
    """An ended one is never opened again."""
    later = 100  # more than ten minutes after
    first, second = lives([said(1, 0x2F), said(2, None), said(later, 0x2F)])
    assert (said(2, 0).at, said(later, 0).at) == (first.ended_at, second.opened_at)


def test_a_counter_that_fell_with_the_confirmation_was_cleared_in_between() -> None:
    """Cleared and failed again between two reports: two lives, none counts backwards."""
    first, second = lives([said(1, 0x2F, 7), said(2, 0x27, 1)])
    assert (first.end, first.total) == (EpisodeEnd.CLEARED, 7)
    assert (None, 1, said(2, 0).at) == (second.end, second.total, second.opened_at)


def test_a_counter_that_fell_alone_keeps_its_total() -> None:
    """An ECU that lost power forgets its counter, not its fault: the life goes on."""
    reports = [said(1, 0x2F, 7), said(2, 0x2F, 0), said(3, 0x2F, 2), said(4, 0x2F, 1)]
    [episode] = lives(reports)
    assert (episode.total, episode.occurrences, episode.end) == (10, 1, None)


def test_a_late_report_never_rewinds() -> None:
    """Neither the status, nor the counter, nor an end."""
    [episode] = lives([said(1, 0x27, 1), said(3, 0x2F, 3), said(2, 0x24, 2)])
    assert (Status(0x2F), 3, said(3, 0).at) == (
        episode.status,
        episode.occurrences,
        episode.updated_at,
    )
    [episode] = lives([said(1, 0x2F, 1), said(3, 0x2F, 1), said(2, None)])
    assert episode.end is None


def test_a_fault_seen_only_in_a_late_report_has_a_life() -> None:
    """It came and went unseen: from its own report to the newer one that lacks it."""
    [healed] = lives([said(3, None), said(2, 0x2F, 2)])
    assert (said(2, 0).at, said(3, 0).at, EpisodeEnd.HEALED) == (
        healed.opened_at,
        healed.ended_at,
        healed.end,
    )
    [cleared] = lives([said(3, 0x50, 0), said(2, 0x2F, 2)])
    assert cleared.end == EpisodeEnd.CLEARED


def test_a_late_report_within_a_known_life_adds_nothing() -> None:
    """When the caller passes the last ended episode, its time is not told twice."""
    [life] = lives([said(1, 0x2F), said(3, None)])
    newest = remember(said(3, None))
    assert not fold({KEY: life}, said(2, 0x2F), newest)
    [after] = fold({KEY: life}, said(4, 0x2F), newest)
    assert after.returned


def test_without_newer_knowledge_event_time_decides() -> None:
    """A report from before an open episode's last update leaves it alone."""
    [episode] = lives([said(2, 0x2F, 2)])
    assert not fold({KEY: episode}, said(1, None))
    [change] = fold({KEY: episode}, said(3, None))
    assert change.episode.end == EpisodeEnd.HEALED


def test_other_components_are_left_alone() -> None:
    """A report speaks of its own component only."""
    [episode] = lives([said(1, 0x2F)])
    steering = faulty(2, 20, KEY.component.__class__("steering"), {})
    assert not fold({KEY: episode}, steering)


def _faults(stream: Sequence[Heard]) -> list[Placed[FaultReport]]:
    return [
        Placed.of(each.report, each.at, each.source)
        for each in stream
        if isinstance(each.report, FaultReport)
    ]


@given(streams(max_size=30), st.randoms(use_true_random=False))
def test_any_order_keeps_the_rules_of_a_life(stream: list[Heard], random: Random) -> None:
    """At most one is open, none goes backwards, and what is open at the end is the same."""
    faults = _faults(stream)
    shuffled = faults.copy()
    random.shuffle(shuffled)
    open_in_order = {e.key: e.status for e in lives(faults) if e.ended_at is None}
    open_shuffled = {e.key: e.status for e in lives(shuffled) if e.ended_at is None}
    assert open_in_order == open_shuffled


@given(st.lists(fault_reports(), max_size=10))
def test_every_present_code_gets_an_episode(reports: list[Placed[FaultReport]]) -> None:
    """Whatever its order of arrival, a fault that was ever reported is on record."""
    numbered = [
        faulty(
            seq,
            seq,
            report.report.component,
            {str(e.code): (e.status, e.occurrences) for e in report.report.entries},
        )
        for seq, report in enumerate(reports, start=1)
    ]
    seen = {
        (report.report.component, entry.code)
        for report in numbered
        for entry in report.report.entries
        if entry.status.present
    }
    assert seen == {(e.key.component, e.key.code) for e in lives(numbered[::-1])}
