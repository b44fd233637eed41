"""Pauses between attempts, and what endings in a row suggest."""

from gateway.domain.errors import BrokerRefused, LinkDown, SessionTaken
from gateway.intake.comeback import DENIED, LONG_PAUSE_S, THEFT, Comeback, Setback


def test_pauses_grow_and_stay_bounded() -> None:
    """Until a connection has lasted; then the first attempt is soon again."""
    comeback = Comeback()
    pauses = [comeback.after(LinkDown("away"), None).pause_s for _ in range(8)]
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]
    assert comeback.after(LinkDown("away"), 60.0).pause_s == 0.2


def test_a_theft_that_the_broker_names_is_told() -> None:
    """Being thrown out once is a restart of ourselves; again and again, it is somebody else."""
    comeback = Comeback()
    told = [comeback.after(SessionTaken(), 0.5).advice for _ in range(3)]
    assert told == ["", "", THEFT]
    assert comeback.after(SessionTaken(), 60.0) == Setback(LONG_PAUSE_S, THEFT)


def test_a_theft_that_nobody_names_is_suspected() -> None:
    """In 3.1.1 one granted session after the other just ends; a broker that is away is none."""
    comeback = Comeback()
    told = [comeback.after(LinkDown("closed"), 0.5).advice for _ in range(5)]
    assert told == ["", "", "", "", THEFT]
    assert comeback.after(LinkDown("refused"), None).advice == ""
    assert comeback.after(LinkDown("closed"), 0.5).advice == ""


def test_a_denial_needs_somebody() -> None:
    """An account that no longer works does not mend itself."""
    assert Comeback().after(BrokerRefused("the password"), None) == Setback(0.2, DENIED)
