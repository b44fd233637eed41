"""How a cause bends a signal away from its healthy course: physics-like, noisy, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.days.day_plan import Phase

ALL_PHASES: Final = frozenset(Phase)

# Drawn once and read in a circle, so that a second looks the same in whatever steps it comes.
_TABLE: Final = np.random.default_rng(14229)
NORMAL: Final = _TABLE.standard_normal(4099).astype(np.float32)
UNIFORM: Final = _TABLE.random(4099).astype(np.float32)


class EffectKind(StrEnum):
    """What happens to the signal.

    settle: the quantity itself moves towards `value` with its time constant, later back again.
    The others bend what the sensor tells. clamp: it reads `value`. offset: so much more.
    ramp: so much more with every second. noise: `value` is its standard deviation. dropouts:
    the share `value` of the samples is missing. stuck: it stays at what it read last.
    """

    SETTLE = "settle"
    CLAMP = "clamp"
    OFFSET = "offset"
    RAMP = "ramp"
    NOISE = "noise"
    DROPOUTS = "dropouts"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    signal: int
    kind: EffectKind
    value: float = 0.0
    during: frozenset[Phase] = ALL_PHASES
    time_constant_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveEffect:
    """An effect at work since a world time; `strength` 1 is all of it, 0 nothing yet.

    `held` remembers, by signal, at what a stuck one stays.
    """

    effect: Effect
    since_s: float
    strength: float = 1.0
    seed: int = 0
    held: dict[int, float] = field(default_factory=dict)


def misread(
    values: NDArray[np.float32],
    column: Mapping[int, int],
    first_s: int,
    effects: Sequence[ActiveEffect],
) -> None:
    """Bend float32[seconds, k], whose first row is the second `first_s`, in place.

    `column` tells in which of the k columns a signal stands.
    """
    for active in effects:
        _bend(values[:, column[active.effect.signal]], first_s, active)


def _bend(column: NDArray[np.float32], first_s: int, active: ActiveEffect) -> None:
    effect, strength = active.effect, active.strength
    at_s = np.arange(first_s, first_s + len(column))
    match effect.kind:
        case EffectKind.CLAMP:
            column += strength * (effect.value - column)
        case EffectKind.OFFSET:
            column += strength * effect.value
        case EffectKind.RAMP:
            column += (strength * effect.value * (at_s - active.since_s)).astype(np.float32)
        case EffectKind.NOISE:
            column += strength * effect.value * NORMAL[(at_s + active.seed) % len(NORMAL)]
        case EffectKind.DROPOUTS:
            lost = UNIFORM[(at_s + active.seed) % len(UNIFORM)] < strength * effect.value
            column[lost] = np.nan
        case EffectKind.STUCK:
            column[:] = active.held.setdefault(effect.signal, float(column[0]))
        case EffectKind.SETTLE:
            pass
