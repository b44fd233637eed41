"""A verdict is revised when it says something else, and tells what has changed."""

from dataclasses import replace
from datetime import timedelta

from gateway.care.conclusion import conclude
from gateway.care.revision import MOST_VERSIONS, changes, is_news
from gateway.domain.cause import CauseId, Clue, Hold, LikelyCause, Weight
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from tests.fix_knowledge import ENTRY, FINDING, NOON

HOUR = timedelta(hours=1)
SEEN = Clue(sign="it is so", weight=Weight.TELLS, facts=("It was so at noon.",))
ONE = LikelyCause(id=CauseId("test.one"), title="It is one.")
TWO = LikelyCause(id=CauseId("test.two"), title="It is two.")


def verdict(*causes: LikelyCause, severity: Severity = FINDING.severity) -> Verdict:
    known = conclude(replace(FINDING, causes=causes), ENTRY, NOON)
    return replace(known, severity=severity)


def news(now: Verdict, then: Verdict, *, versions: int = 1, lasted: timedelta = HOUR) -> bool:
    return is_news(now, then, versions=versions, lasted=lasted)


def test_another_order_or_weight_is_news_and_another_sentence_is_not() -> None:
    """What is shown anew has to be worth reading again."""
    told, more = replace(ONE, clues=(SEEN,)), replace(SEEN, facts=("It was so again.",))
    assert news(verdict(TWO, ONE), verdict(ONE, TWO))
    assert news(verdict(told, TWO), verdict(ONE, TWO))
    assert not news(verdict(replace(ONE, clues=(more,)), TWO), verdict(told, TWO))


def test_causes_alone_make_few_versions_and_a_severity_as_many_as_it_takes() -> None:
    """Room grows with the hours; how bad it is never waits for room."""
    one, two = verdict(ONE, TWO), verdict(TWO, ONE)
    assert not news(two, one, versions=MOST_VERSIONS, lasted=HOUR / 2)
    assert news(two, one, versions=MOST_VERSIONS, lasted=HOUR)
    worse = replace(two, severity=Severity.STOP_DRIVING)
    assert news(worse, one, versions=10**6, lasted=HOUR / 2)


def test_it_is_told_what_has_changed_and_why() -> None:
    """Severity, the likeliest cause, the facts that are new, the signs that went."""
    gone = replace(SEEN, sign="it was", hold=Hold.WITHDRAWN)
    before = verdict(replace(ONE, clues=(replace(gone, hold=Hold.STANDS),)), TWO)
    after = verdict(replace(TWO, clues=(SEEN,)), replace(ONE, clues=(gone,)))
    assert [*changes(replace(after, severity=Severity.URGENT), before)] == [
        "It was “soon”, now it is “urgent”.",
        "The likeliest cause was: It is one. Now it is: It is two.",
        "For “It is two”: It was so at noon.",
        "No longer for “It is one”: it was.",
    ]
    assert [*changes(after, after)] == []


def test_the_first_gap_and_the_last_are_news() -> None:
    """In between a verdict is provisional, by whichever of them."""
    whole = verdict(ONE)
    one, two = (replace(whole, missing=each) for each in (("a",), ("a", "b")))
    assert news(one, whole)
    assert news(whole, one)
    assert not news(two, one)
    assert not news(whole, one, versions=MOST_VERSIONS, lasted=HOUR / 2)
    assert [*changes(two, whole)] == ["Something is missing now: a, b."]
    assert [*changes(whole, two)] == ["What was missing has come, and was judged."]
