"""One life of a fault: what latches, what counts, what a near miss is, and what has a bound."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.component import BRAKES
from gateway.domain.episode import Episode, EpisodeEnd, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.triage.absorb import remember
from gateway.triage.episodes import fold
from gateway.triage.life import MOST_LINES, MOST_LIVES, RETURNS_WITHIN
from gateway.triage.window import FaultMemory
from tests.fix_triage import CAR, faulty

KEY = FaultKey(CAR, BRAKES, TroubleCode.parse("C0035-13"))
WITHOUT_CONFIRMED = Status(0x51)
TEN_MINUTES_S = RETURNS_WITHIN.total_seconds()


def said(
    seq: int,
    after_s: float,
    status: int | None,
    occurrences: int = 1,
    available: Status | None = None,
) -> Placed[FaultReport]:
    codes = {} if status is None else {"C0035-13": (status, occurrences)}
    heard = faulty(seq, after_s, BRAKES, codes)
    report = heard.report
    mask = report.available if available is None else available
    told = FaultReport(report.header, report.component, 1, report.entries, mask)
    return Placed.of(told, heard.at, heard.source)


class Store:
    """Every life there was, with how many lines its history has, and the last of the fault."""

    def __init__(self) -> None:
        self.lives: dict[int, Episode] = {}
        self.lines: list[int] = []
        self._newest: FaultMemory | None = None

    @property
    def last(self) -> Episode:
        return self.lives[len(self.lives)]

    def take(self, report: Placed[FaultReport]) -> None:
        known = {KEY: self.last} if self.lives else {}
        for change in fold(known, report, self._newest):
            if change.opened:
                self.lines.append(0)
            self.lives[len(self.lines)] = change.episode
            self.lines[-1] += change.told
        self._newest = remember(report)


def stored(reports: Sequence[Placed[FaultReport]]) -> Store:
    store = Store()
    for report in reports:
        store.take(report)
    return store


def test_one_passed_test_does_not_clear_a_confirmed_fault() -> None:
    """Lessons row 36 (ros2_medkit#428): confirmed is latched till the component forgets it."""
    life = stored([said(1, 0, 0x2F), said(2, 10, 0x2E), said(3, 20, 0x28)]).last
    assert (None, said(1, 0, 0).at) == (life.end, life.confirmed_at)
    gone = stored([said(1, 0, 0x2F), said(2, 10, None)]).last
    assert (EpisodeEnd.HEALED, said(1, 0, 0).at, False) == (
        gone.end,
        gone.confirmed_at,
        gone.near_miss,
    )


def test_a_test_has_passed_since_it_failed_last_seen_or_unseen() -> None:
    """Not while it fails; a counter that grew between two reports had failed in between."""
    story = [said(1, 0, 0x2F), said(2, 10, 0x28), said(3, 20, 0x28)]
    assert stored(story[:1]).last.passed_at is None
    assert stored(story).last.passed_at == story[1].at
    again = said(4, 30, 0x28, occurrences=2)
    assert stored([*story, again]).last.passed_at == again.at
    assert stored([*story, said(4, 30, 0x2F, occurrences=2)]).last.passed_at is None


def test_a_long_healthy_time_delays_no_failure() -> None:
    """Lessons row 36 (ros2_medkit#428): no counter of good news has to be run down first."""
    healthy = [said(seq, seq, None) for seq in range(1, 2001)]
    store = stored([*healthy, said(2001, 2001, 0x01)])
    assert said(2001, 2001, 0).at == store.last.opened_at


@pytest.mark.parametrize(
    ("available", "confirmed"), [(Status(0xFF), False), (WITHOUT_CONFIRMED, True)]
)
def test_who_reports_once_is_not_hidden(available: Status, *, confirmed: bool) -> None:
    """Lessons row 37 (ros2_medkit#642): a source without a confirmed bit says all with one."""
    store = stored([said(1, 0, 0x01, available=available), said(2, 10, None)])
    assert [(life.confirmed_at is not None) for life in store.lives.values()] == [confirmed]
    assert store.last.near_miss != confirmed


def test_what_healed_before_it_was_confirmed_is_a_near_miss() -> None:
    """Pending for a while, then gone by itself; cleared by a request is no near miss."""
    assert stored([said(1, 0, 0x27), said(2, 10, 0x26), said(3, 20, 0x20)]).last.near_miss
    assert not stored([said(1, 0, 0x27), said(2, 10, 0x50)]).last.near_miss
    assert not stored([said(1, 0, 0x27)]).last.near_miss


def test_what_comes_back_within_minutes_is_the_same_life() -> None:
    """It had not healed; past that time it is another life."""
    soon, late = TEN_MINUTES_S, TEN_MINUTES_S + 61
    again = stored([said(1, 0, 0x2F), said(2, 60, None), said(3, soon, 0x2F)])
    assert [(1, None, said(3, soon, 0).at)] == [
        (one.returns, one.ended_at, one.updated_at) for one in again.lives.values()
    ]
    assert len(stored([said(1, 0, 0x2F), said(2, 60, None), said(3, late, 0x2F)]).lives) == 2


def test_after_a_clear_it_is_another_life() -> None:
    """Lessons row 7 (thingsboard#7811): an old alarm is not used again, however soon."""
    store = stored([said(1, 0, 0x2F, 3), said(2, 10, 0x50, 0), said(3, 20, 0x2F, 1)])
    assert [(one.total, one.end) for one in store.lives.values()] == [
        (3, EpisodeEnd.CLEARED),
        (1, None),
    ]


@pytest.mark.parametrize("off", [None, 0x00, 0x20, 0x50])
def test_a_chattering_component_leaves_few_lives_and_lines(off: int | None) -> None:
    """Ten a second for two minutes, healed or cleared in between: all counted."""
    reports = [said(seq, seq / 10, 0x01 if seq % 2 else off) for seq in range(1, 1201)]
    store = stored(reports)
    assert len(store.lives) <= MOST_LIVES
    assert all(lines <= MOST_LINES + 8 for lines in store.lines)
    assert sum(one.reports for one in store.lives.values()) == len(reports)
    assert store.lines == [one.lines for one in store.lives.values()]


def test_what_is_worse_always_has_a_line() -> None:
    """A new bit after any storm; and every hour brings room for another change."""
    storm = [said(seq, seq / 10, 0x01 if seq % 2 else 0x05) for seq in range(1, 501)]
    store = stored(storm)
    full = store.lines[0]
    store.take(said(600, 60, 0x0D))
    store.take(said(601, 61, 0x05))
    assert store.lines[0] == full + 1
    store.take(said(602, 3 * 3600, 0x01))
    assert store.lines[0] == full + 2


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 9)), max_size=40))
def test_no_reset_loses_what_was_counted(said_so: list[tuple[int, int]]) -> None:
    """Whatever status and counter do, a total never falls while its life lasts."""
    store, before = Store(), 0
    for seq, (status, occurrences) in enumerate(said_so, start=1):
        lives = len(store.lives)
        store.take(said(seq, seq, status, occurrences))
        if store.lives:
            total = store.last.total if len(store.lives) == lives else 0
            assert total >= (before if len(store.lives) == lives else 0)
            before = store.last.total
