"""Cases that something explains: closed, kept, and heard again when that is over."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from gateway.care.explanation import RESETS_ECHO_FOR
from gateway.domain.case import CaseId, CaseOutcome
from gateway.domain.component import BRAKES, INFOTAINMENT
from gateway.domain.explanation import Explanation, MutedCase, PhaseSample, Root
from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.operation import EcuReset, OperationState, ResetType
from gateway.domain.severity import Severity
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.trouble_code import Status
from gateway.pipeline.casework import CaseDesk
from tests.contract.test_case_desk import SLOT, book
from tests.contract.test_journal import OPEN, change
from tests.fix_commands import a_command
from tests.fix_knowledge import FINDING, NOON, PLAYBOOK
from tests.fix_store import CAR, OTHER_CAR, House, a_reply, later
from tests.fix_triage import measured

MINUTE = timedelta(minutes=1)
SUPPLY = RuleId("low_voltage.battery_low")
ROOT = replace(FINDING, rule=SUPPLY, component=BRAKES, severity=Severity.SOON)
GRAVER = replace(FINDING, rule=RuleId("infotainment.graver"), severity=Severity.URGENT)


async def opened(house: House) -> tuple[CaseId, CaseId]:
    return await house.open_case(ROOT), await house.open_case(FINDING)


async def mute(house: House, case: CaseId, **fields: object) -> None:
    explanation = Explanation(
        outcome=CaseOutcome.EXPLAINED,
        because="It comes from it.",
        **fields,  # type: ignore[arg-type]
    )
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.mute(explanation, Severity.SOON, later(minutes=1))


def muted(case: CaseId, **fields: object) -> MutedCase:
    known: dict[str, object] = {
        "severity": Severity.SOON,
        "gravest": FINDING.severity,
        "until": None,
        "root_open": True,
        "root_quiet_since": None,
        "rules": frozenset({FINDING.rule}),
    }
    return MutedCase(id=case, **(known | fields))  # type: ignore[arg-type]


async def looked_at(house: House, case: CaseId) -> CaseDesk:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        return desk


async def test_the_roots_of_a_case_stand_in_the_others_of_its_car(house: House) -> None:
    """Those that are open and still true; another car's are none of them."""
    root, symptom = await opened(house)
    await house.open_case(replace(ROOT, vin=OTHER_CAR))
    async with house.shelf.open(symptom) as desk:
        assert desk is not None
        expected = Root(case=root, rule=SUPPLY, severity=Severity.SOON, title=ROOT.cause)
        assert list(await desk.roots()) == [expected]
    await house.take(findings=[FindingEnded(CAR, SUPPLY, NOON)])
    async with house.shelf.open(symptom) as desk:
        assert desk is not None
        assert list(await desk.roots()) == []


async def test_a_muted_case_is_closed_and_wakes_the_one_behind_it(house: House) -> None:
    """Which knows how grave it is, and is told."""
    root, symptom = await opened(house)
    await looked_at(house, root)
    await mute(house, symptom, by=root, rule=SUPPLY)
    assert root in await house.shelf.due(later(minutes=1), 9)
    async with house.shelf.open(symptom) as closed:
        assert closed is None
    assert (await looked_at(house, root)).file.explains == (Severity.SOON,)
    assert list(await house.shelf.muted()) == [muted(symptom)]


async def test_no_case_is_opened_for_what_is_muted(house: House) -> None:
    """Whatever is found; how grave it has become is known, and that its root has gone."""
    root, symptom = await opened(house)
    await mute(house, symptom, by=root, rule=SUPPLY)
    before = set(await house.shelf.due(later(hours=1), 9))
    gone = later(minutes=5)
    await house.take(findings=[GRAVER, FindingEnded(CAR, SUPPLY, gone)])
    assert set(await house.shelf.due(later(hours=1), 9)) == before
    graver = muted(
        symptom,
        gravest=Severity.URGENT,
        root_quiet_since=gone,
        rules=frozenset({FINDING.rule, GRAVER.rule}),
    )
    assert list(await house.shelf.muted()) == [graver]
    await house.take(findings=[FindingEnded(CAR, GRAVER.rule, later(minutes=6))])
    assert list(await house.shelf.muted()) == [muted(symptom, root_quiet_since=gone)]


async def test_what_still_stands_gets_a_case_of_its_own_once(house: House) -> None:
    """And what does not, gets none."""
    root, symptom = await opened(house)
    await mute(house, symptom, by=root, rule=SUPPLY)
    assert await house.shelf.unmute(symptom, later(minutes=9))
    assert not await house.shelf.unmute(symptom, later(minutes=9))
    assert list(await house.shelf.muted()) == []
    [new] = set(await house.shelf.due(later(minutes=9), 9)) - {root}
    assert (await looked_at(house, new)).file.opened_at == later(minutes=9)
    await mute(house, new, until=later(hours=1))
    assert list(await house.shelf.muted()) == [
        muted(new, until=later(hours=1), root_open=False)
    ]
    await house.take(findings=[FindingEnded(CAR, FINDING.rule, later(minutes=9))])
    assert not await house.shelf.unmute(new, later(hours=1))


async def test_a_visit_and_a_reset_are_under_way_for_their_time(house: House) -> None:
    """A job from its beginning to its end; a reset from when the car may have done it."""
    case = await house.open_case()
    await book(house, case)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        [visit] = await desk.underway(SLOT.starts_at)
        assert (visit.since, visit.until, visit.reset) == (SLOT.starts_at, SLOT.ends_at, None)
        assert list(await desk.underway(SLOT.ends_at)) == []
        attempt = await desk.begin_attempt(PLAYBOOK, NOON)
        assert attempt is not None
        command = a_command(UUID(int=7), action=EcuReset(ResetType.HARD))
        await desk.ask(attempt, 0, command, b"signed")
        assert list(await desk.underway(NOON)) == []
    done = later(minutes=2)
    await house.take(a_reply(command.id, 1, at=done, state=OperationState.SUCCEEDED), now=done)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        [reset] = await desk.underway(done)
        assert (reset.since, reset.reset) == (NOON, INFOTAINMENT)
        assert reset.until == done + RESETS_ECHO_FOR
        assert list(await desk.underway(reset.until)) == []


async def test_how_far_an_update_was_is_told_by_event_time(house: House) -> None:
    """By this car alone, with both ends of the span; what is no phase is left out."""
    case = await house.open_case()
    said = [
        measured(seq, 60 * seq, SOFTWARE_UPDATE_PHASE, [phase], vin=vin)
        for seq, phase, vin in (
            (1, 3, CAR),
            (2, 9, CAR),
            (3, 4, CAR),
            (4, 0, CAR),
            (5, 3, OTHER_CAR),
        )
    ]
    await house.take(*said)
    first, _, second, third, _ = [one.at for one in said]
    phases = [
        PhaseSample(first, UpdatePhase.INSTALLING),
        PhaseSample(second, UpdatePhase.ACTIVATING),
        PhaseSample(third, UpdatePhase.NONE),
    ]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert sorted(await desk.update_phases(first, third + MINUTE)) == phases
        assert sorted(await desk.update_phases(second, second)) == phases[1:2]


async def test_since_when_a_code_is_only_stored_is_known(house: House) -> None:
    """To its case, and when that is muted; not while it fails, nor without an open life."""
    case = await house.open_case()
    await change(house, (OPEN, True))
    assert (await looked_at(house, case)).file.passed_at is None
    passed = replace(OPEN, status=Status(0x28), passed_at=later(minutes=2))
    await change(house, (passed, False), seq=2)
    assert (await looked_at(house, case)).file.passed_at == passed.passed_at
    await mute(house, case, until=later(minutes=5))
    fields = {"until": later(minutes=5), "root_open": False}
    stored = muted(case, **fields, passed_at=passed.passed_at)
    assert list(await house.shelf.muted()) == [stored]
    await change(house, (replace(passed, ended_at=later(minutes=9)), False), seq=3)
    assert list(await house.shelf.muted()) == [muted(case, **fields)]
