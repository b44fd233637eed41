"""Verdicts in the catalogue's words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.care.conclusion import DRIVABILITY, carrying, conclude, wondering, worst
from gateway.domain.catalogue import WordsIfWorse
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.what_if import WhatIf
from tests.fix_knowledge import ENTRY, FINDING, NOON, a_verdict

LATER = NOON + timedelta(minutes=3)


def test_the_catalogue_is_quoted_verbatim() -> None:
    """Every agent and every page says the same sentences."""
    found = conclude(FINDING, ENTRY, LATER)
    for field in ("title", "drivability", "advice", "owner_text", "service_text", "skills"):
        assert getattr(found, field) == getattr(ENTRY, field)
    assert (found.severity, found.tow, found.at) == (ENTRY.severity, ENTRY.tow, LATER)


def test_a_verdict_can_be_explained() -> None:
    """It names its rule, the rulebook's version, the evidence and the data that was missing."""
    found = conclude(replace(FINDING, missing=("Screen last drawn",)), ENTRY, LATER)
    assert (found.rule, found.rulebook_version) == ("infotainment.frozen", "2026.1")
    assert (found.evidence, found.missing) == (FINDING.evidence, ("Screen last drawn",))
    assert found.cause == FINDING.cause


def test_of_much_that_is_missing_it_is_said_how_much() -> None:
    """As far as one reads on; nine things are eight and one more."""
    names = tuple(f"report {number}" for number in range(20))
    assert conclude(replace(FINDING, missing=names[:8]), ENTRY, LATER).missing == names[:8]
    told = conclude(replace(FINDING, missing=names), ENTRY, LATER).missing
    assert told == (*names[:8], "and 12 more")
    assert conclude(replace(FINDING, missing=names), None, LATER).missing == told


@pytest.mark.parametrize("severity", [Severity.MONITOR, Severity.SOON, Severity.UNKNOWN])
def test_an_unknown_code_goes_to_a_specialist(severity: Severity) -> None:
    """Never "medium": what nobody has judged is unknown, and nothing is tried on it."""
    found = conclude(replace(FINDING, severity=severity), None, LATER)
    assert found.severity is Severity.UNKNOWN
    assert found.advice == "A specialist will look at it."
    assert found.title == "Unknown fault U3000-49 in infotainment"
    assert found.remedy is None


@pytest.mark.parametrize(
    ("severity", "tow"), [(Severity.STOP_DRIVING, True), (Severity.URGENT, False)]
)
def test_an_unknown_code_with_a_grave_rule_stays_grave(
    severity: Severity,
    tow: bool,  # noqa: FBT001 -- a column of the table above
) -> None:
    """A rule that says stop is believed even where the catalogue has no words."""
    found = conclude(replace(FINDING, severity=severity), None, LATER)
    assert (found.severity, found.tow) == (severity, tow)
    assert found.drivability == DRIVABILITY[severity]


def test_a_rule_may_be_graver_than_the_catalogue() -> None:
    """Then the catalogue's milder sentence on driving is not said."""
    found = conclude(replace(FINDING, severity=Severity.STOP_DRIVING), ENTRY, LATER)
    assert found.drivability == "Stop as soon as it is safe, and do not drive on."
    assert (found.title, found.tow) == (ENTRY.title, True)


def test_the_catalogue_has_words_for_worse() -> None:
    """They are quoted verbatim, and no sentence for the milder stands beside them."""
    words = WordsIfWorse(
        severity=Severity.URGENT,
        title="Screen dark while driving",
        owner_text="The screen of your car is dark.",
        drivability="Only to the workshop.",
        advice="Please do not look at it.",
    )
    entry = replace(ENTRY, if_worse=words)
    found = conclude(replace(FINDING, severity=Severity.URGENT), entry, LATER)
    for field in ("severity", "title", "owner_text", "drivability", "advice"):
        assert getattr(found, field) == getattr(words, field)
    assert conclude(FINDING, entry, LATER) == conclude(FINDING, ENTRY, LATER)
    worst_of_all = conclude(replace(FINDING, severity=Severity.STOP_DRIVING), entry, LATER)
    assert worst_of_all.drivability == DRIVABILITY[Severity.STOP_DRIVING]


def test_a_rule_never_softens_the_catalogue() -> None:
    """The milder of the two is ignored."""
    entry = replace(ENTRY, severity=Severity.URGENT, drivability="Only to the workshop.")
    found = conclude(replace(FINDING, severity=Severity.MONITOR), entry, LATER)
    assert (found.severity, found.drivability) == (Severity.URGENT, "Only to the workshop.")


def test_the_entry_must_be_about_the_finding() -> None:
    """Words about another code are an error, not a verdict."""
    with pytest.raises(StaleKnowledge, match="was given the entry of P0AA6-1A"):
        conclude(FINDING, replace(ENTRY, code=TroubleCode.parse("P0AA6-1A")), LATER)


def test_the_worst_verdict_speaks_for_the_vehicle() -> None:
    """Gravest first; of equals the one to be towed, then the oldest; none when all is well."""
    soon, urgent = a_verdict(), a_verdict(severity=Severity.URGENT, at=LATER)
    older = replace(urgent, at=NOON)
    towed = replace(urgent, tow=True)
    assert worst([]) is None
    assert worst([soon, urgent]) is urgent
    assert worst([urgent, older]) is older
    assert worst([older, urgent, towed, soon]) is towed


def test_every_severity_has_its_sentence() -> None:
    """No severity is left without words for the driver."""
    assert set(DRIVABILITY) == set(Severity)


GRAVER = WhatIf(Severity.STOP_DRIVING, "it is worse", RuleId("test.graver"))
GRAVE = WhatIf(Severity.URGENT, "it is bad", RuleId("test.grave"))
MILDER = WhatIf(Severity.MONITOR, "it is better", RuleId("test.milder"))


def test_a_verdict_tells_what_would_change_it() -> None:
    """What is as grave beside it leaves nothing that could be milder."""
    soon = a_verdict(severity=Severity.SOON)
    others = (GRAVER, GRAVE, MILDER)
    assert wondering(soon, others, [soon]).what_ifs == others
    assert wondering(soon, others, [soon, soon]).what_ifs == (GRAVER, GRAVE)


def test_what_a_root_carries_no_measurement_of_its_own_takes_away() -> None:
    """It is as grave as its symptoms: only what is graver than those would still change it."""
    soon = a_verdict(severity=Severity.SOON, what_ifs=(GRAVER, GRAVE, MILDER))
    assert carrying(soon, [Severity.MONITOR]).what_ifs == soon.what_ifs
    assert carrying(soon, [Severity.URGENT]).what_ifs == (GRAVER,)
