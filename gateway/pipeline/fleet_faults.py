"""Faults that vehicles of the fleet have now, by code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

MOST_CODES: Final = 200
"""As many as are told; the worst of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFault:
    """One code of one component, and the vehicles that have it now.

    `failing`: on so many of them its test failed when they last spoke of it; on the others it
    is only stored. `severity`: the gravest of its open cases, None when it has none.
    `oldest_at`, `newest_at`: since when the first and the last of these have it.
    `told_at`: when one of them last said so.
    """

    component: ComponentId
    code: TroubleCode
    title: str
    severity: Severity | None
    vehicles: int
    failing: int
    oldest_at: datetime
    newest_at: datetime
    told_at: datetime
