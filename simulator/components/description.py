"""What a type of component can do: shared by all cars that have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulator.components.identifier import MEASUREMENTS
from simulator.components.monitor import Monitor
from simulator.components.monitor_set import MonitorSet
from simulator.components.status import ALL_STATUS_BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A routine of service 0x31; it answers "response pending" until `lasts_s` are over."""

    rid: int
    title: str
    lasts_s: float
    needs_security: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentDescription:
    """A component by its SOVD id.

    address: node number on the diagnostic CAN.
    measurements: DIDs of its own, which also stand in its snapshots.
    boot_s: silence after a reset. erase_s: how long its fault memory takes to clear.
    ages_by_warm_up: only cycles in which the engine warmed up count for ageing.
    obeys_while_moving: whether it resets and clears while the car drives.
    status_availability_mask: the bits of a status byte that it supports; others it tells as 0.
    """

    id: str
    address: int
    monitors: MonitorSet
    routines: Mapping[int, Routine]
    measurements: tuple[int, ...] = ()
    boot_s: float = 2.0
    erase_s: float = 0.0
    obeys_while_moving: bool = False
    ages_by_warm_up: bool = False
    status_availability_mask: int = ALL_STATUS_BITS

    @property
    def signals(self) -> tuple[int, ...]:
        """What its own measurements are measurements of."""
        return tuple(MEASUREMENTS[did].signal for did in self.measurements)


def codes(*monitors: Monitor) -> MonitorSet:
    """Monitors by the code that each of them sets."""
    return MonitorSet(monitors)


def routines(*known: Routine) -> Mapping[int, Routine]:
    """Routines by their identifier."""
    return MappingProxyType({routine.rid: routine for routine in known})


def self_test(lasts_s: float, *, needs_security: bool = False) -> Routine:
    """The routine that every component has."""
    return Routine(
        rid=0x0203, title="Self test", lasts_s=lasts_s, needs_security=needs_security
    )
