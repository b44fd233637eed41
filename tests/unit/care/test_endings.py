"""How an operation ended, told apart: nobody has to guess what "error" means."""

from gateway.care.words import OPERATION, REASONS, because, operation_is
from gateway.domain.component import TELEMATICS
from gateway.domain.operation import OperationState, ReadFaults


def test_asleep_refused_failed_and_unknown_are_told_apart() -> None:
    """Every state and every reason has words of its own, never one for two.

    Lessons row 28 (vehicle-command#186).
    """
    assert OPERATION.keys() == set(OperationState)
    assert len(set(OPERATION.values())) == len(OPERATION)
    assert len(set(REASONS.values())) == len(REASONS)
    assert {"not_reached", "no_answer", "vehicle_moving", "expired", "busy"} <= REASONS.keys()


def test_a_reason_is_part_of_the_sentence() -> None:
    """What the vehicle named is said, also when nobody has put it into words yet."""
    said = operation_is(OperationState.REFUSED, TELEMATICS, ReadFaults(), "vehicle_moving")
    assert said.endswith(f"was refused by the vehicle: {because('vehicle_moving')}.")
    assert because("a_new_word") == "a new word"
