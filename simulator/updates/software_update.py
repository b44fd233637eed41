"""A software update of one component: when it is offered, what comes of it, who may get one."""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

NEXT_RELEASE: Final = "2026.44.1"
UPDATES_A_MONTH: Final = 1.0
MONTH_S: Final = 30 * 86_400.0
APART_S: Final = 6 * 3600.0

# Who is missed by the trouble codes for lost communication (SAE J2012, the first two bytes).
MISSED_BY: Final = {
    0xC100: ("engine_control", "inverter"),
    0xC101: ("transmission_control",),
    0xC110: ("inverter",),
    0xC111: ("battery_management",),
    0xC121: ("brakes",),
    0xC131: ("steering",),
    0xC140: ("body_control",),
    0xC151: ("airbag",),
    0xC184: ("infotainment",),
}


class UpdatePhase(IntEnum):
    """The values of the signal SOFTWARE_UPDATE_PHASE."""

    NONE = 0
    DOWNLOADING = 1
    WAITING = 2
    INSTALLING = 3
    ACTIVATING = 4
    ROLLED_BACK = 5
    FAILED = 6

    @property
    def works_on_the_car(self) -> bool:
        return self in {UpdatePhase.INSTALLING, UpdatePhase.ACTIVATING}


class Ending(StrEnum):
    """What comes of it: the new software, the old one again, or none."""

    ACTIVATED = "activated"
    ROLLED_BACK = "rolled_back"
    BROKEN_OFF = "broken_off"

    @property
    def phase(self) -> UpdatePhase:
        """What the car says of it from then on."""
        return {
            Ending.ACTIVATED: UpdatePhase.NONE,
            Ending.ROLLED_BACK: UpdatePhase.ROLLED_BACK,
            Ending.BROKEN_OFF: UpdatePhase.FAILED,
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareUpdate:
    """Offered to the car at world time `starts_s`."""

    component: str
    starts_s: float
    ending: Ending = Ending.ACTIVATED
    release: str = NEXT_RELEASE


def by_chance(
    own_seed: int, components: Collection[str], start_s: float, a_month: float
) -> Iterator[SoftwareUpdate]:
    """About so many healthy ones in a month of a car's life, some hours apart, for ever."""
    draw = random.Random(f"{own_seed} updates")
    known = sorted({name for missed in MISSED_BY.values() for name in missed} & {*components})
    at_s = start_s
    while a_month > 0:
        at_s += draw.expovariate(a_month / MONTH_S)
        yield SoftwareUpdate(component=draw.choice(known), starts_s=at_s)
        at_s += APART_S
