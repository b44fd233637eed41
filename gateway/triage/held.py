"""Samples that several conditions are asked of together."""

from dataclasses import dataclass

from gateway.triage.table import Values
from gateway.triage.timeline import Indices, Timeline


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """Sample `n` of a condition's signal is `flat[n * width + places[condition]]`.

    `firsts`: by vehicle, the first sample that its window still holds. What was not measured is
    no finite number there; a condition at place -1 is to be asked elsewhere.
    """

    timeline: Timeline
    firsts: Indices
    flat: Values
    width: int
    places: Indices
