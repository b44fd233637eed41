"""What rules in the shadow find lies apart in every store: it opens nothing, wakes nobody."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.report import Frame
from gateway.triage.rulebook import Rulebook
from tests import fix_wire as wire
from tests.fix_intake import Heard, an_intake
from tests.fix_knowledge import FINDING
from tests.fix_rulebooks import a_rule, put_in_the_shadow, with_shadows
from tests.fix_store import CAR, House, later

TYRE = "body.tyre_low_front_left"
DARK = replace(FINDING, rule=RuleId(f"shadow.{FINDING.rule}"))


def tyre(seq: int, minutes: float, pressure: float) -> Frame:
    wheels = {50: [pressure] * 3} | {n: [240.0] * 3 for n in (51, 52, 53)}
    clocks = {"boot_id": 1, "boot_count": 1, "uptime_ms": round(minutes * 60_000), "age_ms": 0}
    said = wire.telemetry(CAR, seq, wheels, **clocks)
    return Frame.of(wire.topic(CAR, "telemetry"), said, later(minutes=minutes))


FLAT = [tyre(seq, 3 * seq, 175 - seq) for seq in range(1, 5)]


async def standing(house: House) -> set[str]:
    async with house.reopened().journal.batch() as batch:
        recalled = await batch.recall([CAR], timedelta(hours=1))
    return {str(rule) for rule in recalled[CAR].open_findings}


async def due(house: House) -> int:
    return len(await house.shelf.due(later(days=9), 9))


async def test_a_shadow_opens_no_case(house: House) -> None:
    """It stands until it ends, told once, and the case of its code hears nothing of it."""
    await house.take(shadows=[DARK])
    await house.take(shadows=[DARK])
    assert await standing(house) == {DARK.rule}
    assert await due(house) == 0
    await house.take(findings=[FINDING])
    assert await standing(house) == {DARK.rule, FINDING.rule}
    await house.take(shadows=[FindingEnded(CAR, DARK.rule, later(minutes=1))])
    assert await standing(house) == {FINDING.rule}
    assert await due(house) == 1


async def test_a_shadow_beside_the_rule_in_force_changes_nothing(house: House) -> None:
    """Both see the tyre go flat; one case, as without the shadow."""
    intake = an_intake(house.journal)
    await intake.go_by(with_shadows([a_rule(TYRE)]))
    await intake.take(FLAT)
    seen = await standing(house)
    assert {TYRE, f"shadow.{TYRE}"} <= seen
    assert {one for one in seen if one.startswith("shadow.")} == {f"shadow.{TYRE}"}
    assert await due(house) == 1


async def test_what_is_in_the_shadow_alone_wakes_nobody(house: House) -> None:
    """The rule fires; nobody is called, and no case is opened."""
    ears = Heard()
    intake = an_intake(house.journal, ears)
    await intake.go_by(put_in_the_shadow(TYRE))
    await intake.take(FLAT)
    assert f"shadow.{TYRE}" in await standing(house)
    assert TYRE not in await standing(house)
    assert await due(house) == 0
    assert ears.woken == 0


async def test_rules_change_sides_between_two_batches(house: House) -> None:
    """As if the gateway had been started anew: the windows come back, each side has its own."""
    intake = an_intake(house.journal)
    books: list[Rulebook] = [with_shadows([]), put_in_the_shadow(TYRE), with_shadows([])]
    names = [TYRE, f"shadow.{TYRE}", TYRE]
    frames = [*FLAT, *(tyre(seq, 3 * seq, 170) for seq in range(5, 13))]
    for number, book in enumerate(books):
        await intake.go_by(book)
        await intake.take(frames[4 * number : 4 * number + 4])
        seen = await standing(house)
        assert names[number] in seen
        assert {TYRE, f"shadow.{TYRE}"} - {names[number]} & seen == set()
