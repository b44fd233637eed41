"""Faults that failed, were never confirmed and went again, over the fleet."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """One code of one component. `latest`: vehicles that had it last, newest first, and when.

    `severity`: what the catalogue says of the code, should it be confirmed one day.
    """

    component: ComponentId
    code: TroubleCode
    title: str
    severity: Severity
    vehicles: int
    times: int
    latest: tuple[tuple[Vin, str, datetime], ...]
