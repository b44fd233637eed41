"""A monitor: the test behind one trouble code, when it runs and what it looks at."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

from proto.v1.signals_pb2 import LV_BATTERY_VOLTAGE_V, SignalNumber
from simulator.days.day_plan import Phase
from simulator.trouble_code import trouble_code

AWAKE: Final = frozenset({Phase.PARKED, Phase.DRIVING, Phase.CHARGING})
PARKED: Final = frozenset({Phase.PARKED})
DRIVING: Final = frozenset({Phase.DRIVING})
CHARGING: Final = frozenset({Phase.CHARGING})

# The first two bits of a code are its system: P, C, B, U.
NETWORK_SHIFT: Final = 22
NETWORK: Final = 3


class Precondition(Enum):
    """What has to come first in an operation cycle for a monitor to run at all."""

    DRIVEN = "five minutes of driving"
    CHARGED = "one minute of charging"
    WARM = "an engine at 71 °C"


@dataclass(frozen=True, slots=True)
class PlausibleRange:
    """The monitor passes while low <= signal <= high."""

    signal: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """One supported trouble code.

    It runs every `every_s` seconds in the phases of `during`, once its precondition holds;
    `debounce` equal readings in a row make a result. Without `plausible` it checks a circuit
    or a function that no signal shows: it fails while a fault says so. `confirmation_cycles`
    cycles with a failure, without a clean one between them, confirm the code.
    """

    dtc: int
    title: str
    during: frozenset[Phase]
    every_s: int
    debounce: int
    precondition: Precondition | None = None
    plausible: PlausibleRange | None = None
    confirmation_cycles: int = 1
    warning_indicator: bool = False

    @property
    def is_network(self) -> bool:
        """Whether it waits for messages of other components: a U code."""
        return self.dtc >> NETWORK_SHIFT == NETWORK


def circuit(
    code: str,
    title: str,
    *,
    during: Collection[Phase] = AWAKE,
    every_s: int = 5,
    precondition: Precondition | None = None,
    confirmation_cycles: int = 1,
    warning_indicator: bool = False,
) -> Monitor:
    """A check of a wire, a part or a function."""
    return Monitor(
        dtc=trouble_code(code),
        title=title,
        during=frozenset(during),
        every_s=every_s,
        debounce=2,
        precondition=precondition,
        confirmation_cycles=confirmation_cycles,
        warning_indicator=warning_indicator,
    )


def plausibility(
    code: str,
    title: str,
    signal: SignalNumber,
    low: float,
    high: float,
    *,
    during: Collection[Phase] = AWAKE,
    every_s: int = 2,
    debounce: int = 3,
    precondition: Precondition | None = None,
    confirmation_cycles: int = 1,
    warning_indicator: bool = False,
) -> Monitor:
    """A check of a signal against its bounds, in the signal's unit."""
    return Monitor(
        dtc=trouble_code(code),
        title=title,
        during=frozenset(during),
        every_s=every_s,
        debounce=debounce,
        precondition=precondition,
        plausible=PlausibleRange(signal, low, high),
        confirmation_cycles=confirmation_cycles,
        warning_indicator=warning_indicator,
    )


def supply_too_low() -> Monitor:
    """What nearly every component checks: whether it gets enough to work reliably."""
    return plausibility(
        "U3003-16", "Supply voltage below threshold", LV_BATTERY_VOLTAGE_V, 10.5, 100
    )
