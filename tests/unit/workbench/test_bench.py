"""What `vdg rules` prints: tables, cards, stories, loose ends."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId
from gateway.domain.errors import NothingToSee
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.store.history import StoredFinding
from gateway.triage.rehearsal import Case, fires
from gateway.triage.rule import unknown_rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import shadow
from gateway.triage.truth import Truth
from gateway.workbench.change import Opening, Openings, change_table, compare, matters, note
from gateway.workbench.listing import card, code_table, rule_table
from gateway.workbench.rehearsals import loose_ends, play
from gateway.workbench.shelf import read_cases
from tests.fix_rulebooks import with_shadows
from tests.fix_triage import CAR, NINE, OTHER_CAR

KNOWN = matters([RULEBOOK])
ISOLATION_LOW = RuleId("high_voltage.isolation_low")
ISOLATION_FAULT = RuleId("high_voltage.isolation_fault")
STOP, SOON = Severity.STOP_DRIVING, Severity.SOON
STOP_AT_NINE, SOON_AT_NINE = Opening(STOP, NINE), Opening(SOON, NINE)


def printed(what: RenderableType) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(what)
    return console.export_text()


def test_every_rule_and_every_code_has_a_line() -> None:
    """With its severity and what it reads."""
    text = printed(rule_table(RULEBOOK.rules))
    assert all(rule.id in text for rule in RULEBOOK.rules)
    text = printed(code_table(RULEBOOK.catalogue))
    assert all(str(entry.code) in text for entry in RULEBOOK.catalogue)


def test_a_card_tells_rule_causes_and_words() -> None:
    """By the rule's id, and by the code however it is spelt."""
    rule = RULEBOOK.rules[0]
    for name in (rule.id, str(rule.entry.code), str(rule.entry.code).lower()):
        text = printed(card(RULEBOOK, name))
        assert rule.id in text
        assert rule.entry.drivability in text
        assert all(cause.id in text for cause in rule.causes)
    with pytest.raises(NothingToSee, match="no rule and no code"):
        card(RULEBOOK, "brakes.of_a_bicycle")


def test_stories_are_played_by_rule_and_by_system() -> None:
    """All come out as told; one that is told otherwise is caught."""
    cases = read_cases(None)
    assert all(one.as_told for one in play(cases))
    rule = cases[0].rule
    assert {one.case.rule.id for one in play(cases, [rule.id])} == {rule.id}
    systems = {one.case.rule.system for one in play(cases, [rule.system.value])}
    assert systems == {rule.system}
    [wrong] = play([Case(rule, (), Truth.TRUE)])
    assert not wrong.as_told


def test_loose_ends_are_named() -> None:
    """A rule without stories, a code that no rule sees, causes that nothing tells apart."""
    rule = RULEBOOK.rules[0]
    twin = replace(rule.causes[0], id=CauseId("test.twin"), signs=())
    bare = replace(rule, causes=(replace(rule.causes[0], signs=()), twin))
    book = Rulebook(
        rules=(bare,),
        catalogue=RULEBOOK.catalogue,
        release=RULEBOOK.release,
        remedies=RULEBOOK.remedies,
    )
    ends = list(loose_ends(book, [fires(bare)]))
    unseen = {(one.component, one.code) for one in RULEBOOK.catalogue}
    assert sum("no rule sees it" in end for end in ends) == len(unseen) - 1
    assert f"rule {rule.id} has no story in which it is false" in ends
    assert any(end.endswith("test.twin apart") for end in ends)


def test_a_rule_that_finds_worse_than_its_entry_has_words_for_is_a_loose_end() -> None:
    """“Drive for half an hour” is no advice where one should go to a workshop."""
    graver = [rule for rule in RULEBOOK.rules if rule.severity is not None]
    assert graver
    bare = replace(graver[0], entry=replace(graver[0].entry, if_worse=None))
    catalogue = tuple(
        bare.entry if one == graver[0].entry else one for one in RULEBOOK.catalogue
    )
    book = replace(RULEBOOK, rules=(bare,), catalogue=catalogue, correlations=())
    said = f"rule {bare.id} finds urgent, and its entry has no words for it"
    assert said in loose_ends(book, None)
    assert not [end for end in loose_ends(RULEBOOK, None) if "no words" in end]


def test_a_rule_in_the_shadow_is_called_one() -> None:
    """It is shown beside the rule that it may replace, and by its own name."""
    rule = RULEBOOK.rules[0]
    book = with_shadows([rule])
    dark = shadow(rule).id
    for name, cards in ((rule.id, 2), (dark, 1)):
        text = printed(card(book, name))
        assert text.count("nothing acts on it") == 1
        assert text.count(rule.title) >= cards
    assert dark in printed(rule_table(book.rules))
    assert "nothing acts on it" not in printed(card(RULEBOOK, rule.id))


def test_history_judged_again_counts_no_shadow_as_a_visit() -> None:
    """It has a column of its own: nothing would come out otherwise."""
    dark = {(CAR, shadow(RULEBOOK.rules[0]).id): STOP_AT_NINE}
    for changed in (compare({}, dark, KNOWN), compare(dark, {}, KNOWN)):
        assert (changed.new, changed.gone, changed.severities) == ({}, {}, {})
        assert (changed.extra_visits, changed.missed_stops) == (0, 0)
    changed = compare({}, dark, KNOWN)
    assert changed.shadows == dark
    line = printed(change_table(changed, "before", "after")).splitlines()[-1]
    assert line.split()[2:] == ["-", "-", "-", "1"]


def test_a_finding_less_is_no_verdict_less_while_another_says_the_same() -> None:
    """The code stands: nobody would drive on who was told to stop."""
    both = {(CAR, ISOLATION_LOW): STOP_AT_NINE, (CAR, ISOLATION_FAULT): STOP_AT_NINE}
    changed = compare(both, {(CAR, ISOLATION_FAULT): STOP_AT_NINE}, KNOWN)
    assert (len(changed.gone), changed.missed_stops, changed.verdicts) == (1, 0, [])
    changed = compare({(CAR, ISOLATION_FAULT): STOP_AT_NINE}, both, KNOWN)
    assert (len(changed.new), changed.extra_visits, changed.verdicts) == (1, 0, [])
    changed = compare(both, {(OTHER_CAR, ISOLATION_FAULT): STOP_AT_NINE}, KNOWN)
    assert (changed.missed_stops, changed.extra_visits) == (1, 1)
    assert changed.figures["changed_verdicts"] == 2


def test_a_verdict_that_becomes_milder_is_a_missed_stop_and_no_visit_more() -> None:
    """It asked for a workshop before as well."""
    found = (CAR, ISOLATION_LOW)
    changed = compare({found: STOP_AT_NINE}, {found: SOON_AT_NINE}, KNOWN)
    assert (changed.verdicts, changed.missed_stops) == ([(STOP, SOON)], 1)
    changed = compare({found: SOON_AT_NINE}, {found: STOP_AT_NINE}, KNOWN)
    assert (changed.verdicts, changed.extra_visits) == ([(SOON, STOP)], 0)


def test_a_code_that_has_become_known_is_the_same_matter() -> None:
    """A rule of a rulebook that is not at hand is a matter of its own."""
    entry = next(rule.entry for rule in RULEBOOK.rules if rule.id == ISOLATION_FAULT)
    unknown = {
        (CAR, unknown_rule(entry.component, entry.code)): Opening(Severity.UNKNOWN, NINE)
    }
    changed = compare(unknown, {(CAR, ISOLATION_FAULT): STOP_AT_NINE}, KNOWN)
    assert (changed.verdicts, changed.extra_visits) == ([(Severity.UNKNOWN, STOP)], 1)
    gone = compare({(CAR, RuleId("long.gone")): SOON_AT_NINE}, {}, KNOWN)
    assert gone.verdicts == [(SOON, None)]


def test_a_stop_that_would_come_later_is_counted_by_verdict_and_named_by_rule() -> None:
    """With the longest delay; another finding of the code that says it as soon, is as good."""
    later = Opening(STOP, NINE + timedelta(minutes=4))
    before = {(CAR, ISOLATION_LOW): STOP_AT_NINE, (OTHER_CAR, ISOLATION_LOW): STOP_AT_NINE}
    changed = compare(before, {**before, (CAR, ISOLATION_LOW): later}, KNOWN)
    assert (changed.verdicts, changed.missed_stops) == ([], 0)
    assert changed.figures["later_stop_driving"] == 1
    assert changed.figures["later_stop_driving_s"] == 240
    line = printed(change_table(changed, "before", "after")).splitlines()[-1]
    assert line.split() == [ISOLATION_LOW, STOP.value, "-", "-", "1", "-"]
    both = {(CAR, ISOLATION_LOW): later, (CAR, ISOLATION_FAULT): STOP_AT_NINE}
    changed = compare({(CAR, ISOLATION_LOW): STOP_AT_NINE}, both, KNOWN)
    assert changed.later_stops == []


def test_what_comes_sooner_or_with_the_next_report_is_not_later() -> None:
    """Nor what was milder before, nor what is milder now."""
    found = (CAR, ISOLATION_LOW)
    for seconds in (-300, 0, 10):
        then = Opening(STOP, NINE + timedelta(seconds=seconds))
        changed = compare({found: STOP_AT_NINE}, {found: then}, KNOWN)
        assert (changed.later_stops, changed.later) == ([], {})
        assert changed.figures["later_stop_driving_s"] == 0
    late = Opening(STOP, NINE + timedelta(hours=1))
    assert compare({found: SOON_AT_NINE}, {found: late}, KNOWN).later_stops == []


def test_a_finding_that_comes_and_goes_counts_from_when_it_was_first_so_grave() -> None:
    """At its worst: what another rulebook found milder before is no earlier stop."""
    opened: Openings = {}
    for minutes, severity in ((5, SOON), (9, STOP), (12, STOP), (7, STOP), (14, SOON)):
        at = NINE + timedelta(minutes=minutes)
        note(
            opened,
            StoredFinding(
                vin=CAR, rule=ISOLATION_LOW, severity=severity, at=at, rulebook_version="1"
            ),
        )
    assert opened == {(CAR, ISOLATION_LOW): Opening(STOP, NINE + timedelta(minutes=7))}
