"""The status byte against ISO 14229-1 annex D, told once more from the history of events."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from simulator.components.fault_record import AGING_CYCLES, HEALING_CYCLES, FaultRecord
from simulator.components.status import (
    CLEARED,
    CONFIRMED,
    PENDING,
    TEST_FAILED,
    TEST_FAILED_SINCE_LAST_CLEAR,
    TEST_FAILED_THIS_OPERATION_CYCLE,
    TEST_NOT_COMPLETED_SINCE_LAST_CLEAR,
    TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE,
    WARNING_INDICATOR_REQUESTED,
)

FAIL, PASS, CYCLE, CLEAR = "fail", "pass", "cycle", "clear"

# Below AGING_CYCLES events nothing can age, so that the bits follow from the definitions alone.
histories = st.lists(st.sampled_from([FAIL, PASS, CYCLE, CLEAR]), max_size=AGING_CYCLES - 1)


@dataclass
class Memory:
    """A record with the settings of its monitor."""

    confirmation_cycles: int = 1
    warning_indicator: bool = False

    def __post_init__(self) -> None:
        self.record = FaultRecord()

    def apply(self, event: str) -> None:
        match event:
            case "fail":
                self.record.fail(
                    confirmation_cycles=self.confirmation_cycles,
                    warning_indicator=self.warning_indicator,
                )
            case "pass":
                self.record.succeed()
            case "cycle":
                self.record.start_operation_cycle()
            case _:
                self.record.clear()

    def live(self, history: list[str]) -> FaultRecord:
        for event in history:
            self.apply(event)
        return self.record


def cycles_since_clear(history: list[str]) -> list[list[str]]:
    """Test results since the last clear, a list for each operation cycle."""
    cycles: list[list[str]] = [[]]
    for event in history:
        if event == CLEAR:
            cycles = [[]]
        elif event == CYCLE:
            cycles.append([])
        else:
            cycles[-1].append(event)
    return cycles


def longest_run_of_failed_cycles(cycles: list[list[str]]) -> int:
    """Failed cycles in a row; cycles without a result do not interrupt, clean ones do."""
    longest = run = 0
    for results in cycles:
        run = run + 1 if FAIL in results else run if not results else 0
        longest = max(longest, run)
    return longest


def status_by_definition(history: list[str], confirmation_cycles: int) -> int:
    """The status byte (without bit 7) as annex D defines each bit."""
    cycles = cycles_since_clear(history)
    results = [result for cycle in cycles for result in cycle]
    ended = [FAIL in cycle for cycle in cycles[:-1] if cycle]
    bits = {
        TEST_FAILED: results[-1:] == [FAIL],
        TEST_FAILED_THIS_OPERATION_CYCLE: FAIL in cycles[-1],
        PENDING: FAIL in cycles[-1] or ended[-1:] == [True],
        CONFIRMED: longest_run_of_failed_cycles(cycles) >= confirmation_cycles,
        TEST_NOT_COMPLETED_SINCE_LAST_CLEAR: not results,
        TEST_FAILED_SINCE_LAST_CLEAR: FAIL in results,
        TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE: not cycles[-1],
    }
    return sum(bit for bit, holds in bits.items() if holds)


@given(histories, st.integers(1, 3))
def test_bits_follow_from_their_definitions(
    history: list[str], confirmation_cycles: int
) -> None:
    """After any history the seven test bits are what annex D says of that history."""
    record = Memory(confirmation_cycles).live(history)
    assert status_by_definition(history, confirmation_cycles) == record.status


@given(
    history=st.lists(st.sampled_from([FAIL, PASS, CYCLE, CLEAR])),
    warning_indicator=st.booleans(),
)
def test_implications(history: list[str], *, warning_indicator: bool) -> None:
    """However long it lives: failed is never untested, confirmed never without a failure."""
    status = Memory(2, warning_indicator).live(history).status
    failed_now = status & TEST_FAILED
    assert not failed_now or status & TEST_FAILED_SINCE_LAST_CLEAR
    assert not failed_now or status & PENDING
    assert not status & TEST_FAILED_THIS_OPERATION_CYCLE or status & PENDING
    assert not status & CONFIRMED or status & TEST_FAILED_SINCE_LAST_CLEAR
    assert not status & WARNING_INDICATOR_REQUESTED or status & CONFIRMED
    assert not (status & TEST_FAILED and status & TEST_NOT_COMPLETED_SINCE_LAST_CLEAR)
    completed = not status & TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
    assert not (failed_now and completed) or status & TEST_FAILED_THIS_OPERATION_CYCLE


@given(histories)
def test_clear(history: list[str]) -> None:
    """After a clear the byte is 0x50 and nothing else is left."""
    record = Memory().live([*history, CLEAR])
    assert (
        record.status,
        record.occurrences,
        record.healing,
        record.aging,
        record.failed_cycles,
        record.snapshots,
    ) == (0x50, 0, 0, 0, 0, ())


def test_new() -> None:
    """A memory that has just been made is a cleared one."""
    assert CLEARED == FaultRecord().status == 0x50


@given(histories)
def test_passing_changes_three_bits(history: list[str]) -> None:
    """A passed test resets bits 0, 4 and 6 and leaves the others."""
    before = Memory().live(history).status
    after = Memory().live([*history, PASS]).status
    assert before & ~0x51 == after


@given(histories)
def test_occurrences(history: list[str]) -> None:
    """Occurrences count the changes of testFailed from 0 to 1 since the last clear."""
    memory, expected = Memory(), 0
    for event in history:
        before = memory.record.status & TEST_FAILED
        memory.apply(event)
        rises = not before and memory.record.status & TEST_FAILED
        expected = 0 if event == CLEAR else expected + bool(rises)
    assert expected == memory.record.occurrences


def test_confirmation_takes_cycles() -> None:
    """With a threshold of two cycles the first failed one is pending, the second confirms."""
    memory = Memory(confirmation_cycles=2)
    assert memory.live([FAIL, FAIL]).status == 0x27
    assert memory.live([CYCLE, FAIL]).status == 0x2F


def test_healing() -> None:
    """The warning goes out after three clean cycles; the code stays confirmed."""
    memory = Memory(warning_indicator=True)
    assert memory.live([CYCLE, FAIL]).status == 0xAF
    memory.live([CYCLE, PASS] * HEALING_CYCLES)
    assert memory.record.status & WARNING_INDICATOR_REQUESTED
    assert memory.live([CYCLE]).status == 0x68


def test_aging() -> None:
    """After 40 clean cycles the code is forgotten; cycles without a result do not count."""
    memory = Memory()
    memory.live([FAIL, CYCLE, *[PASS, CYCLE] * (AGING_CYCLES - 1), *[CYCLE] * 50])
    assert (
        memory.record.aging,
        memory.record.status,
        memory.record.occurrences,
    ) == (AGING_CYCLES - 1, 0x68, 1)
    memory.live([PASS, CYCLE])
    assert (
        memory.record.aging,
        memory.record.status,
        memory.record.occurrences,
    ) == (0, 0x40, 0)


def test_failure_restarts_aging() -> None:
    """A new failure sets the healing and the ageing counter back."""
    record = Memory().live([FAIL, CYCLE, *[PASS, CYCLE] * 10, FAIL])
    assert (record.healing, record.aging, record.occurrences) == (0, 0, 2)


@given(histories, st.lists(st.booleans(), max_size=AGING_CYCLES - 1))
def test_only_clean_cycles_heal_and_only_those_that_count_age(
    history: list[str], counts: list[bool]
) -> None:
    """Healing counts clean cycles since the last failure; ageing, those of them that count."""
    record = Memory().live([*history, FAIL])
    record.start_operation_cycle()
    for ages in counts:
        record.start_operation_cycle()  # nothing was tested: not a clean cycle
        record.succeed()
        record.start_operation_cycle(ages=ages)
    assert (record.healing, record.aging) == (len(counts), sum(counts))


def test_the_lamp_goes_out_before_the_engine_has_warmed_up() -> None:
    """Without warm-up cycles a code heals, but never ages."""
    memory = Memory(warning_indicator=True)
    memory.live([FAIL, CYCLE])
    for _ in range(AGING_CYCLES + 5):
        memory.record.succeed()
        memory.record.start_operation_cycle(ages=False)
    assert memory.record.status == 0x68
    assert (memory.record.healing, memory.record.aging) == (AGING_CYCLES + 5, 0)
