"""What has just been committed, for those who watch."""

from dataclasses import dataclass
from enum import Enum

from gateway.domain.report import Placed, Telemetry
from gateway.domain.vin import Vin


class Facet(Enum):
    """Which part of a vehicle's page has changed."""

    SIGNALS = "signals"
    CONTACT = "contact"
    FAULTS = "faults"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Change:
    """`telemetry` carries the samples themselves when the facet is `SIGNALS`.

    `anew`: older samples have come late, or are missing since now: charts are drawn anew.
    """

    vin: Vin
    facet: Facet
    telemetry: tuple[Placed[Telemetry], ...] = ()
    anew: bool = False
