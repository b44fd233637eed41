"""The port of the survey: who has new days, and what the roll-ups say of them."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from gateway.domain.finding import RuleId
from gateway.domain.vin import Vin
from gateway.triage.survey import Surveyed

Reach = Mapping[int, int]
"""Days before the end, by signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A vehicle whose roll-ups have something new; `version`: of what was new when it was read.

    `model`: empty when it is not known.
    """

    vin: Vin
    model: str
    version: int


class SurveyBook(Protocol):
    def turn(self) -> AbstractAsyncContextManager[bool]:
        """False while another gateway surveys; true for as long as the block lasts."""
        ...

    async def due(self, end: int, rules: Collection[RuleId]) -> Sequence[Due]:
        """Those with something new before the day `end`, which counts days since 1970 UTC.

        And those of which a finding of these rules is open although it was repaired.
        """
        ...

    async def of_models(self, models: Collection[str]) -> Sequence[Vin]:
        """All vehicles of these models."""
        ...

    async def look(self, vins: Sequence[Vin], reach: Reach, end: int) -> Sequence[Surveyed]:
        """Their days before `end`, as far back as `reach` says, open findings and repairs."""
        ...

    async def done(self, surveyed: Sequence[Due]) -> None:
        """They are not due any more, but for what has become new since they were read."""
        ...
