"""The verdicts of one case: when there is another, and what it knows."""

from dataclasses import replace

from gateway.domain.cause import CauseId, Clue, LikelyCause, Weight
from gateway.domain.finding import FindingEnded, FindingRevised, RuleId, StillMissing
from gateway.domain.severity import Severity
from gateway.domain.what_if import WhatIf
from tests.fix_casework import Story
from tests.fix_knowledge import FINDING
from tests.fix_store import CAR, later


async def test_a_finding_that_is_ranked_again_revises_the_verdict_of_its_case() -> None:
    """One version more of the same case, with what has changed; a second look adds nothing."""
    seen = Clue(sign="it is so", weight=Weight.TELLS, facts=("It was seen at noon.",))
    one = LikelyCause(id=CauseId("test.one"), title="It is one.")
    two = LikelyCause(id=CauseId("test.two"), title="It is two.")
    story = Story(remedies=())
    case = await story.begins(replace(FINDING, causes=(one, two)))
    told = (replace(two, clues=(seen,)), one)
    revised = FindingRevised(CAR, FINDING.rule, later(minutes=1), told)
    await story.house.take(findings=[revised], now=later(minutes=1))
    for minute in (1, 2, 3):
        row = await story.look(case, later(minutes=minute))
    first, second = row.verdicts
    assert (first.causes, first.changes) == ((one, two), ())
    assert (second.causes, second.severity) == (told, first.severity)
    assert "For “It is two”: It was seen at noon." in second.changes
    assert "The likeliest cause was: It is one. Now it is: It is two." in story.told
    assert [*story.memory.rows.cases] == [case]
    [_] = story.booked


async def test_the_verdict_of_a_case_tells_what_would_change_it() -> None:
    """It is asked of the rulebook in force when the verdict is made, and kept with it."""
    graver = WhatIf(Severity.STOP_DRIVING, "it is worse", RuleId("test.graver"))
    story = Story(what_ifs={FINDING.rule: (graver,)})
    case = await story.begins()
    [verdict] = story.memory.rows.cases[case].verdicts
    assert verdict.what_ifs == (graver,)


async def test_a_rule_that_comes_true_again_speaks_by_what_it_knows_now() -> None:
    """What comes and goes is told apart by its return: the first finding had not seen that."""
    again = Clue(sign="it came again", weight=Weight.TELLS, facts=("It was seen twice.",))
    once = LikelyCause(id=CauseId("test.once"), title="It is once.")
    often = LikelyCause(id=CauseId("test.often"), title="It is often.")
    story = Story(remedies=())
    case = await story.begins(replace(FINDING, causes=(once, often)))
    ended = FindingEnded(CAR, FINDING.rule, later(minutes=1))
    await story.house.take(findings=[ended], now=later(minutes=1))
    await story.look(case, later(minutes=1))
    told = (replace(often, clues=(again,)), once)
    returned = replace(FINDING, at=later(minutes=2), causes=told)
    await story.house.take(findings=[returned], now=later(minutes=2))
    for minute in (2, 3):
        row = await story.look(case, later(minutes=minute))
    assert [verdict.causes for verdict in row.verdicts] == [(once, often), told]
    assert [*story.memory.rows.cases] == [case]


async def test_a_verdict_is_provisional_until_what_was_missing_has_come() -> None:
    """Another version says so; as long as anything is missing there is none."""
    story = Story(remedies=())
    case = await story.begins(replace(FINDING, missing=("2 reports", "1 report")))
    for minute, missing in enumerate([("1 report", "1 report"), ("1 report",), ()], start=1):
        now = StillMissing(CAR, FINDING.rule, missing)
        await story.house.take(still_missing=[now], now=later(minutes=minute))
        row = await story.look(case, later(minutes=minute))
    first, second = row.verdicts
    assert (first.missing, second.missing) == (("2 reports", "1 report"), ())
    assert second.changes == ("What was missing has come, and was judged.",)
    assert second.changes[0] in story.told
