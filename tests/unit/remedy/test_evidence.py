"""What counts as evidence of a code, read from the bytes of the exchanges."""

import pytest

from gateway.domain.operation import ClearFault, ReadEvidence, ReadFaults
from gateway.domain.report import Exchange
from gateway.remedy.evidence import brings_evidence, holds_evidence
from tests.fix_knowledge import EVIDENCE, SCREEN_FROZEN

SNAPSHOTS, EXTENDED = EVIDENCE


def exchange(request: str, response: str) -> Exchange:
    return Exchange(bytes.fromhex(request), bytes.fromhex(response), 0)


NO_EXTENDED = exchange("19 06 F0 00 49 FF", "7F 19 31")


@pytest.mark.parametrize("told", [EVIDENCE, (EXTENDED, SNAPSHOTS), (SNAPSHOTS, NO_EXTENDED)])
def test_snapshots_and_a_word_on_extended_data_are_evidence(told: tuple[Exchange, ...]) -> None:
    """In any order; a component without extended data says so with a negative response."""
    assert holds_evidence(SCREEN_FROZEN, told)


@pytest.mark.parametrize(
    "told",
    [
        (),
        (SNAPSHOTS,),
        (EXTENDED,),
        (exchange("19 04 F0 00 49 FF", "7F 19 31"), EXTENDED),
        (exchange("19 04 F0 00 49 FF", ""), EXTENDED),
        (exchange("19 04 F0 00 49 FF", "59 04 F0 00 49"), EXTENDED),
        (exchange("19 04 F0 00 49 FF", "59 04 F0 00 50 2F 01"), EXTENDED),
        (SNAPSHOTS, exchange("19 06 F0 00 49 FF", "")),
        (SNAPSHOTS, exchange("19 06 F0 00 49 FF", "7F 19 78")),
        (SNAPSHOTS, exchange("19 06 F0 00 49 FF", "7F 19 21")),
        (SNAPSHOTS, exchange("19 06 F0 00 50 FF", "7F 19 31")),
        (SNAPSHOTS, exchange("19 02 FF", "7F 19 31")),
    ],
)
def test_silence_denial_and_another_code_are_none(told: tuple[Exchange, ...]) -> None:
    """Neither half alone, no time-out, no other code, and no answer that only puts off."""
    assert not holds_evidence(SCREEN_FROZEN, told)


def test_only_the_reading_of_evidence_brings_it() -> None:
    """The same bytes seen by the way count for nothing else."""
    assert brings_evidence(ReadEvidence(SCREEN_FROZEN), EVIDENCE)
    assert not brings_evidence(ClearFault(SCREEN_FROZEN), EVIDENCE)
    assert not brings_evidence(ReadFaults(), EVIDENCE)
