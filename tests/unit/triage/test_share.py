"""A fair share of a batch: nothing of weight is passed over, and what is, is counted."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.report import FaultReport, Placed
from gateway.triage.share import MOST_SET_BACK, ONE_BY_ONE, share_out
from tests.fix_triage import OTHER_CAR, fault_reports, faulty

CODE = "C0035-13"


def chatter(count: int, first: int = 1) -> list[Placed[FaultReport]]:
    return [
        faulty(seq, seq / 10, BRAKES, {CODE: 0x2F if seq % 2 else 0x28})
        for seq in range(first, first + count)
    ]


def test_what_is_not_a_storm_is_looked_at_one_by_one() -> None:
    """As they were made, whatever their order of arrival."""
    reports = chatter(ONE_BY_ONE)
    assert share_out(reports[::-1]).reports == reports


def test_a_storm_keeps_its_ends_and_is_counted() -> None:
    """The first, the last two, and how many were between them."""
    share = share_out(chatter(1000))
    seqs = [one.report.header.id.seq for one in share.reports]
    assert seqs == [*range(1, ONE_BY_ONE + 1), 999, 1000]
    assert sum(share.oddities.values()) == 1000 - len(seqs)


def test_another_component_or_car_has_a_share_of_its_own() -> None:
    """One storm takes nothing from whom it does not concern."""
    others = [
        faulty(500, 1, TELEMATICS, {"U1A10-87": 0x2F}),
        faulty(3, 1, BRAKES, {CODE: 0x2F}, vin=OTHER_CAR),
    ]
    reports = share_out([*chatter(1000), *others]).reports
    assert all(one in reports for one in others)


def test_a_new_code_or_bit_within_a_storm_is_looked_at() -> None:
    """The one report that says something worse is not lost among its neighbours.

    Lessons row 38 (ros2_medkit#105).
    """
    storm = chatter(1000)
    worse = faulty(700, 70, BRAKES, {CODE: 0xAF})
    stranger = faulty(800, 80, BRAKES, {CODE: 0x2F, "C0040-13": 0x01})
    storm[699], storm[799] = worse, stranger
    reports = share_out(storm).reports
    assert worse in reports
    assert stranger in reports


def test_a_counter_that_falls_within_a_storm_is_seen_from_both_sides() -> None:
    """So that no failure that was counted before a reset is lost; but not for ever."""
    said = [faulty(n, n / 10, BRAKES, {CODE: (0x2F, n % 100)}) for n in range(1, 1001)]
    seqs = {one.report.header.id.seq for one in share_out(said).reports}
    assert {99, 100, 999, 1000} <= seqs
    hostile = [faulty(n, n / 10, BRAKES, {CODE: (0x2F, n % 2)}) for n in range(1, 1001)]
    assert len(share_out(hostile).reports) <= ONE_BY_ONE + 2 * MOST_SET_BACK + 2


@given(st.lists(fault_reports(), max_size=90))
def test_what_is_passed_over_is_counted(reports: list[Placed[FaultReport]]) -> None:
    """Whatever is said: looked at and counted together are all that there were."""
    numbered = [
        faulty(
            seq,
            seq,
            one.report.component,
            {str(e.code): (e.status, e.occurrences) for e in one.report.entries},
        )
        for seq, one in enumerate(reports, start=1)
    ]
    share = share_out(numbered)
    assert len(share.reports) + sum(share.oddities.values()) == len(numbered)
