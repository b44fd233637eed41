"""When what dies: drawn from the seed, in counts of stored reports."""

import random
from dataclasses import dataclass
from enum import Enum
from typing import Final

A_KILL_EVERY: Final = 40_000
FEWEST_KILLS: Final = 3
FREEZE_S: Final = (4.0, 12.0)
FULL_S: Final = (4.0, 12.0)
SLOW_S: Final = (10.0, 60.0)
"""From the shortest soak to one of a million reports."""

A_LONG_ONE: Final = 1_000_000


class Part(Enum):
    GATEWAY = "gateway"
    BROKER = "broker"
    DATABASE = "database"


class Deed(Enum):
    KILL = "is killed"
    FREEZE = "is frozen"
    FILL_DISK = "has a full disk"
    SLOW = "is slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """`after`: so many reports are in the store; `lasts_s`: seconds of the wall."""

    after: int
    deed: Deed
    part: Part
    lasts_s: float = 0.0

    def __str__(self) -> str:
        lasts = f" for {self.lasts_s:.0f} s" if self.lasts_s else ""
        return f"the {self.part.value} {self.deed.value}{lasts}"


def draw(reports: int, seed: int) -> list[Blow]:
    """Each part is killed, each is frozen once, the disk is full once, the database slow once.

    In the order in which they come; the last tenth of the reports is left in peace.
    """
    rng = random.Random(f"{seed} blows")  # noqa: S311 - reproducible on purpose
    parts = list(Part)
    kills = max(FEWEST_KILLS, reports // A_KILL_EVERY)
    blows = [(Deed.KILL, parts[number % len(parts)], 0.0) for number in range(kills)]
    blows += [(Deed.FREEZE, part, _lasts(FREEZE_S, reports)) for part in parts]
    blows.append((Deed.FILL_DISK, Part.DATABASE, _lasts(FULL_S, reports)))
    blows.append((Deed.SLOW, Part.DATABASE, _lasts(SLOW_S, reports)))
    rng.shuffle(blows)
    moments = sorted(rng.sample(range(reports // 20, reports * 9 // 10), len(blows)))
    return [
        Blow(after=after, deed=deed, part=part, lasts_s=lasts)
        for after, (deed, part, lasts) in zip(moments, blows, strict=True)
    ]


def _lasts(bounds: tuple[float, float], reports: int) -> float:
    shortest, longest = bounds
    return shortest + (longest - shortest) * min(1.0, reports / A_LONG_ONE)
