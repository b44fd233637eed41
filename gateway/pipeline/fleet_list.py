"""The fleet list: what is asked of it, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from gateway.pipeline.views import VehicleLine

PAGE = 200


class Show(Enum):
    """Which vehicles."""

    STOP_DRIVING = "stop_driving"
    URGENT = "urgent"
    SOON = "soon"
    PERSON = "person"  # a case of it waits for a person
    SILENT = "silent"  # no live session
    ALL = "all"


class Order(Enum):
    """Which come first; those that are alike by their plate."""

    WORST = "worst"
    PLATE = "plate"
    SILENCE = "silence"  # longest unheard of
    BACKLOG = "backlog"  # most reports waiting on board


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetQuestion:
    """`search` matches VIN, plate, owner, phone or trouble code; `page` counts from 0."""

    search: str = ""
    show: Show = Show.ALL
    order: Order = Order.WORST
    page: int = 0


@dataclass(frozen=True, slots=True)
class FleetList:
    """One page; `counts`: how many of those found each `Show` would show."""

    lines: Sequence[VehicleLine]
    counts: Mapping[Show, int]
