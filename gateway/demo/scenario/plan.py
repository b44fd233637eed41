"""What a story plans to break and to repair, against what the cars say has befallen them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gateway.domain.vin import Vin

TICK_S: Final = 10.0
"""Of the world: the longest step in which a fleet advances its cars."""
LATE_WALL_S: Final = 3.0
"""Of the wall: how late a fleet may be that is held up, and how early its end may come."""

Fault = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """`car` is a role; `at_s` unix time of the world; not `at_once`: it waits for more."""

    car: str
    cause: str
    at_s: float
    at_once: bool = True

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.at_s, UTC)
        return f"as planned at {moment:%Y-%m-%d %H:%M:%S}Z"


@dataclass(frozen=True, slots=True)
class Plan:
    """Root causes that are planted, and those that a workshop takes away."""

    faults: tuple[Planned, ...] = ()
    repairs: tuple[Planned, ...] = ()


def unfulfilled(
    plan: Plan,
    cars: Mapping[str, Vin],
    injected: Iterable[Fault],
    *,
    end_s: float,
    speed: float,
) -> Iterator[str]:
    """What did not come as planned, in words; `injected` is that of the fleet's truth.

    Work may be late by `LATE_WALL_S`, and what is due in the last so many seconds before the
    end of the story may not come at all.
    """
    known = [fault for fault in injected if fault["follows"] is None]
    late_s = LATE_WALL_S * speed
    for due in plan.faults:
        own = _of(cars[due.car], due, known)
        if due.at_s < end_s - late_s and not any(_began(fault, due) for fault in own):
            yield f"{due.cause} of {due.car} did not begin {due}"
    for due in plan.repairs:
        own = _of(cars[due.car], due, known)
        if due.at_s < end_s - late_s and not any(_cured(fault, due, late_s) for fault in own):
            yield f"{due.cause} of {due.car} was not repaired {due}"


def _of(vin: Vin, due: Planned, faults: Iterable[Fault]) -> Iterator[Fault]:
    return (one for one in faults if (one["vin"], one["root_cause"]) == (vin.text, due.cause))


def _began(fault: Fault, due: Planned) -> bool:
    """What waits for cold or for operation cycles must be planted, and not begin before."""
    planted, began = abs(fault["onset"] - due.at_s) <= TICK_S, fault["began"]
    if due.at_once:
        return planted and began is not None and abs(began - due.at_s) <= TICK_S
    return planted and (began is None or began >= due.at_s - TICK_S)


def _cured(fault: Fault, due: Planned, late_s: float) -> bool:
    by_repair = (one for one in fault["interventions"] if one["action"] == "repair")
    return any(
        one["did"] == "cures" and -TICK_S <= one["at"] - due.at_s <= late_s for one in by_repair
    )
