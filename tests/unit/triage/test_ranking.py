"""Causes ranked again: what comes to light of an open finding, and what changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId, Hold, LikelyCause, Weight
from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.finding import Finding, FindingChange, FindingEnded, FindingRevised, RuleId
from gateway.domain.signal import COOLANT_TEMPERATURE, LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.domain.vin import Vin
from gateway.triage.cause import Cause, Frequency, Sign, speaks_against, speaks_for
from gateway.triage.condition import not_
from gateway.triage.heard import Heard
from gateway.triage.judge import judge, rebuild
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.units import degrees_celsius, metres_per_second, volts
from gateway.triage.window import Window
from tests.fix_triage import CAR, faulty, measured

LOST = "U1A10-87"
FAILED, GONE, CLEARED = 0x2F, 0x28, 0x50
OTHER = code(TELEMATICS, "B1A03-49").present
AGAIN = occurrences(TELEMATICS, LOST) >= 2
FAST = latest(VEHICLE_SPEED) > metres_per_second(10)
WARM = latest(COOLANT_TEMPERATURE) > degrees_celsius(90)
KNOWN = next(rule for rule in RULEBOOK.rules if str(rule.entry.code) == LOST)


def a_cause(name: str, *signs: Sign, frequency: Frequency = Frequency.USUAL) -> Cause:
    return Cause(
        id=CauseId(f"test.{name}"), title=f"It is {name}.", frequency=frequency, signs=signs
    )


HABIT = a_cause("habit", frequency=Frequency.MOST)


def a_rulebook(*causes: Cause, rule: Rule = KNOWN) -> Rulebook:
    asked = replace(rule, causes=causes, id=RuleId("test.it"))
    return Rulebook(
        rules=(asked,),
        catalogue=RULEBOOK.catalogue,
        remedies=RULEBOOK.remedies,
        release="2026.11",
    )


def judged(rulebook: Rulebook, *drive: Heard) -> list[FindingChange]:
    windows: dict[Vin, Window] = {}
    said: list[FindingChange] = []
    for heard in drive:
        found = judge(rulebook, windows, [heard])
        windows |= found.windows
        said += found.findings
    return said


def order(change: FindingChange) -> list[str]:
    assert isinstance(change, Finding | FindingRevised)
    return [cause.id.removeprefix("test.") for cause in change.causes]


def lost(seq: int, after_s: float, times: int = 1, **others: int) -> Heard:
    spelled = {name.replace("_", "-"): status for name, status in others.items()}
    return faulty(seq, after_s, TELEMATICS, {LOST: (FAILED, times), **spelled})


def test_a_sign_that_comes_later_ranks_the_causes_again() -> None:
    """The finding stays the same, and names what has come to light."""
    told = a_cause("told", speaks_for(OTHER))
    opened, revised = judged(a_rulebook(HABIT, told), lost(1, 0), lost(2, 60, B1A03_49=FAILED))
    assert isinstance(opened, Finding)
    assert isinstance(revised, FindingRevised)
    assert [order(opened), order(revised)] == [["habit", "told"], ["told", "habit"]]
    assert "B1A03-49" in revised.causes[0].speaks_for[0]


def test_what_is_told_again_is_no_news() -> None:
    """Nor is a word of another component, or a sample."""
    rulebook = a_rulebook(HABIT, a_cause("told", speaks_for(OTHER)))
    drive = [lost(seq, 60 * seq, B1A03_49=FAILED) for seq in (1, 2, 3)]
    quiet = measured(4, 400, VEHICLE_SPEED, 20.0)
    assert [type(one) for one in judged(rulebook, *drive, quiet)] == [Finding]


def test_one_cause_alone_is_never_ranked_again() -> None:
    """There is nothing to tell apart."""
    rulebook = a_rulebook(a_cause("told", speaks_for(OTHER)))
    said = judged(rulebook, lost(1, 0), lost(2, 60, B1A03_49=FAILED))
    assert [type(one) for one in said] == [Finding]


def test_a_component_that_takes_a_sign_back_is_believed_once() -> None:
    """What comes and goes is there: when it returns, it counts for good."""
    rulebook = a_rulebook(HABIT, a_cause("told", speaks_for(OTHER)))
    drive = [lost(seq, 60 * seq, B1A03_49=FAILED * (seq % 2)) for seq in range(12)]
    first, *said = judged(rulebook, *drive)
    assert isinstance(first, Finding)
    assert [order(one)[0] for one in said] == ["told", "habit", "told"]
    [clue] = [one for one in said if isinstance(one, FindingRevised)][-1].causes[0].clues
    assert clue.hold is Hold.RETURNED


def test_a_memory_that_is_cleared_takes_nothing_back() -> None:
    """A workshop clears it when all is done: what was wrong is still what it was."""
    rulebook = a_rulebook(
        HABIT, a_cause("told", speaks_for(OTHER)), a_cause("again", speaks_for(AGAIN))
    )
    drive = (lost(1, 0), lost(2, 60, times=3, B1A03_49=FAILED))
    cleared = faulty(3, 120, TELEMATICS, {LOST: CLEARED, "B1A03-49": CLEARED})
    beside = faulty(4, 121, BRAKES, {"C0035-13": FAILED})
    tested = faulty(5, 130, TELEMATICS, {})
    _, revised, *after = judged(rulebook, *drive, cleared, beside, tested)
    assert order(revised) == ["told", "again", "habit"]
    assert [type(one) for one in after] == [FindingEnded]
    _, revised, *after = judged(rulebook, *drive, lost(3, 120))
    assert order(revised) == ["told", "again", "habit"]
    assert not after


def test_a_code_that_comes_takes_back_that_it_was_not_there() -> None:
    """A sign of absence counts only as long as it holds."""
    rulebook = a_rulebook(
        a_cause("denied", speaks_against(not_(OTHER)), frequency=Frequency.MOST),
        a_cause("other"),
    )
    opened, revised = judged(rulebook, lost(1, 0), lost(2, 60, B1A03_49=FAILED))
    assert [order(opened)[0], order(revised)[0]] == ["other", "denied"]


def test_a_moment_counts_when_the_fault_shows_itself_and_not_later() -> None:
    """How fast the car was when it failed tells; how fast it is an hour later does not."""
    rulebook = a_rulebook(HABIT, a_cause("shaken", speaks_for(FAST)))
    slow = [measured(1, 0, VEHICLE_SPEED, 0.0), lost(2, 1)]
    later = measured(3, 60, VEHICLE_SPEED, [20.0] * 30)
    assert len(judged(rulebook, *slow, later)) == 1
    *_, revised = judged(rulebook, *slow, later, lost(4, 350, times=2))
    assert order(revised) == ["shaken", "habit"]


def test_what_a_fault_leaves_behind_may_show_later() -> None:
    """A lasting sign is looked for once a minute, and counts once it was seen."""
    rulebook = a_rulebook(HABIT, a_cause("hot", speaks_for(WARM, lasting=True)))
    drive = [
        lost(1, 0),
        measured(2, 60, COOLANT_TEMPERATURE, 95.0),
        measured(3, 90, COOLANT_TEMPERATURE, 20.0),
    ]
    opened, revised = judged(rulebook, *drive)
    assert [order(opened)[0], order(revised)[0]] == ["habit", "hot"]


def test_a_rule_about_samples_shows_itself_while_it_is_true() -> None:
    """What is measured meanwhile belongs to its moment."""
    low = latest(LV_BATTERY_VOLTAGE) < volts(11.8)
    rulebook = a_rulebook(
        HABIT, a_cause("shaken", speaks_for(FAST)), rule=replace(KNOWN, when=low)
    )
    drive = [
        measured(1, 0, LV_BATTERY_VOLTAGE, 11.0),
        measured(2, 10, VEHICLE_SPEED, 2.0),
        measured(3, 60, VEHICLE_SPEED, 20.0),
    ]
    opened, revised = judged(rulebook, *drive)
    assert [order(opened)[0], order(revised)[0]] == ["habit", "shaken"]
    assert revised.at == opened.at + timedelta(minutes=1)


def test_a_question_is_closed_when_its_data_comes() -> None:
    """What is missing is named until something decides it, whichever way."""
    rulebook = a_rulebook(HABIT, a_cause("hot", speaks_for(WARM, lasting=True)))
    opened, revised = judged(rulebook, lost(1, 0), measured(2, 60, COOLANT_TEMPERATURE, 20.0))
    assert [missing(opened), missing(revised)] == [(COOLANT_TEMPERATURE.title,), ()]


def missing(change: FindingChange) -> tuple[str, ...]:
    assert isinstance(change, Finding | FindingRevised)
    return change.causes[1].missing


SIGNS = st.lists(
    st.builds(
        Sign,
        when=st.sampled_from([OTHER, AGAIN, not_(OTHER), FAST, WARM]),
        weight=st.sampled_from(list(Weight)),
        against=st.booleans(),
        lasting=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda sign: (sign.when, sign.weight, sign.against),
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([FAILED, GONE]), st.integers(1, 3), st.booleans()),
        st.sampled_from([0.0, 20.0, 95.0]),
    ),
    max_size=25,
)


def drive_of(events: Sequence[object]) -> list[Heard]:
    drive: list[Heard] = []
    for seq, event in enumerate(events, start=1):
        match event:
            case (int(status), int(times), bool(other)):
                said = {LOST: (status, times)} | ({"B1A03-49": (FAILED, 1)} if other else {})
                drive.append(faulty(seq, 30 * seq, TELEMATICS, said))
            case float(value):
                signal = COOLANT_TEMPERATURE if value > 50 else VEHICLE_SPEED
                drive.append(measured(seq, 30 * seq, signal, value))  # type: ignore[misc]
    return drive


@given(st.lists(SIGNS, min_size=2, max_size=3), EVENTS)
def test_a_sign_changes_a_ranking_three_times_at_most(
    signs: list[list[Sign]], events: list[object]
) -> None:
    """Seen, taken back, returned; and once the question is closed: no car makes a flood."""
    causes = [a_cause(str(place), *own) for place, own in enumerate(signs)]
    said = judged(a_rulebook(*causes), *drive_of(events))
    opened = sum(isinstance(one, Finding) for one in said)
    revised = sum(isinstance(one, FindingRevised) for one in said)
    assert revised <= 4 * sum(map(len, signs)) * max(opened, 1)


@given(st.lists(SIGNS, min_size=2, max_size=3), EVENTS, st.data())
def test_a_restart_or_another_batch_ranks_them_the_same(
    signs: list[list[Sign]], events: list[object], data: st.DataObject
) -> None:
    """What is stored with the finding is enough to go on."""
    rulebook = a_rulebook(*(a_cause(str(n), *own) for n, own in enumerate(signs)))
    drive = drive_of(events)
    point = data.draw(st.integers(0, len(drive)))
    whole = judge(rulebook, {}, drive)
    first = judge(rulebook, {}, drive[:point])
    window = rebuild(rulebook, stored(first.findings), drive[:point])
    rest = judge(rulebook, {CAR: window}, drive[point:])
    assert whole.findings == first.findings + rest.findings


def stored(said: Sequence[FindingChange]) -> dict[RuleId, tuple[LikelyCause, ...]]:
    open_: dict[RuleId, tuple[LikelyCause, ...]] = {}
    for one in said:
        if isinstance(one, Finding | FindingRevised):
            open_[one.rule] = one.causes
        else:
            del open_[one.rule]
    return open_
