"""A remedy that breaks the laws cannot be written down."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.component import BRAKES
from gateway.domain.errors import InvalidValue
from gateway.domain.operation import (
    ClearFault,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
    SafetyClass,
)
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import is_erasing
from tests.fix_knowledge import PLAYBOOK, SCREEN_FROZEN

OTHER = TroubleCode.parse("B1234-00")


@pytest.mark.parametrize(
    ("changes", "objection"),
    [
        ({"steps": ()}, "it has no steps"),
        ({"safety_class": SafetyClass.SERVICE_ONLY}, "never run from afar"),
        ({"component": BRAKES}, "hard reset is never done on brakes"),
        ({"steps": (EcuReset(ResetType.SOFT),)}, "no evidence is read before"),
        ({"steps": (ClearFault(OTHER), ReadEvidence(OTHER))}, "no evidence is read before"),
        ({"steps": (ReadEvidence(SCREEN_FROZEN), ClearFault(OTHER))}, "no evidence is read"),
        ({"expires_after": timedelta()}, "needs a deadline"),
        ({"budget_s": 0}, "needs a deadline"),
        ({"attempts": 0}, "at least one attempt"),
    ],
)
def test_what_the_laws_forbid_is_refused(changes: dict[str, Any], objection: str) -> None:
    """Construction refuses it and says which playbook and why."""
    with pytest.raises(InvalidValue, match=objection):
        replace(PLAYBOOK, **changes)


def test_reading_a_safety_critical_component_is_allowed() -> None:
    """The never-list is about erasing; looking is always possible."""
    reading = replace(PLAYBOOK, component=BRAKES, steps=(ReadEvidence(OTHER), ReadFaults()))
    assert [is_erasing(step) for step in reading.steps] == [False, False]
