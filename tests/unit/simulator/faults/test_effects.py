"""How signals are bent, and when: the physics of a fault, apart from any car."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.faults.effect import ActiveEffect, Effect, EffectKind, misread
from simulator.faults.intermittence import Turns
from simulator.faults.root_cause import Condition, Intermittence

SIGNAL = 10
COLUMN = {SIGNAL: 0}


def bent(kind: EffectKind, value: float = 0.0, **active: float) -> list[float]:
    """Ten seconds of a signal that counts 0, 1, 2 … from second 100 on, acting since 98."""
    values = np.arange(10, dtype=np.float32)[:, None]
    effect = Effect(signal=SIGNAL, kind=kind, value=value)
    given = {"since_s": 98.0, **active}
    misread(values, COLUMN, 100, [ActiveEffect(effect=effect, **given)])  # type: ignore[arg-type]
    found: list[float] = values[:, 0].tolist()
    return found


def test_kinds() -> None:
    """Each does what its name says; what settles is left to the physics."""
    assert bent(EffectKind.CLAMP, 5) == [5.0] * 10
    assert bent(EffectKind.OFFSET, 5) == [5.0 + i for i in range(10)]
    assert bent(EffectKind.RAMP, 2) == [i + 2.0 * (i + 2) for i in range(10)]
    assert bent(EffectKind.STUCK) == [0.0] * 10
    assert bent(EffectKind.SETTLE, 5) == [float(i) for i in range(10)]


def test_half_the_strength_is_half_the_way() -> None:
    """A cause that grows bends the signal more and more."""
    assert bent(EffectKind.CLAMP, 4, strength=0.5) == [(i + 4) / 2 for i in range(10)]
    assert bent(EffectKind.OFFSET, 4, strength=0.5) == [i + 2.0 for i in range(10)]
    assert bent(EffectKind.NOISE, 4, strength=0.0) == [float(i) for i in range(10)]


def test_noise_has_its_deviation_and_no_bias() -> None:
    """Over a long time; another seed gives other noise."""
    values = np.zeros((4000, 1), dtype=np.float32)
    noise = Effect(signal=SIGNAL, kind=EffectKind.NOISE, value=3)
    misread(values, COLUMN, 0, [ActiveEffect(effect=noise, since_s=0)])
    assert values.std() == pytest.approx(3, rel=0.1)
    assert abs(values.mean()) < 0.2
    assert bent(EffectKind.NOISE, 3, seed=1) != bent(EffectKind.NOISE, 3, seed=2)


def test_dropouts_are_missing_samples() -> None:
    """Not a number, in the share that was asked for."""
    values = np.zeros((4000, 1), dtype=np.float32)
    drops = Effect(signal=SIGNAL, kind=EffectKind.DROPOUTS, value=0.25)
    misread(values, COLUMN, 0, [ActiveEffect(effect=drops, since_s=0)])
    assert np.isnan(values).mean() == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("kind", EffectKind)
@given(cut=st.integers(1, 9))
def test_steps_do_not_matter(kind: EffectKind, cut: int) -> None:
    """Ten seconds at once, or in two pieces: what is stuck is held from one to the other."""
    effect = Effect(signal=SIGNAL, kind=kind, value=0.5)
    held: dict[int, float] = {}
    active = ActiveEffect(effect=effect, since_s=98.0, seed=5, held=held)
    values = np.arange(10, dtype=np.float32)[:, None]
    misread(values[:cut], COLUMN, 100, [active])
    misread(values[cut:], COLUMN, 100 + cut, [active])
    np.testing.assert_array_equal(values[:, 0], bent(kind, 0.5, seed=5))


@given(
    acts_s=st.floats(1, 1000),
    rests_s=st.floats(1, 1000),
    seed=st.integers(0, 99),
    age_s=st.floats(0, 1e5),
)
def test_turns_change_only_when_they_say_so(
    acts_s: float, rests_s: float, seed: int, age_s: float
) -> None:
    """Between now and the next change nothing changes; the first turn begins at once."""
    turns = Turns(Intermittence(acts_s, rests_s), seed)
    assert turns.acts(0.0)
    now = turns.acts(age_s)
    next_s = min((at_s for at_s in turns.changes_s(age_s) if at_s > age_s), default=None)
    assert next_s is not None
    assert all(
        Turns(Intermittence(acts_s, rests_s), seed).acts(age_s + share * (next_s - age_s))
        is now
        for share in (0.1, 0.5, 0.9)
    )


@given(st.integers(0, 50))
def test_turns_are_uneven_but_fair(seed: int) -> None:
    """Over many turns it acts for about the share of the time that its pattern says."""
    turns = Turns(Intermittence(90, 150), seed)
    share = sum(turns.acts(float(second)) for second in range(0, 240 * 60, 5)) / (48 * 60)
    assert share == pytest.approx(90 / 240, rel=0.15)


@pytest.mark.parametrize(
    ("above", "below", "inside", "outside"),
    [
        (10.0, None, [10.1, 99.0], [10.0, 9.9, math.nan]),
        (None, 5.0, [4.9, -99.0], [5.0, 5.1, math.nan]),
        (1.0, 3.0, [1.1, 2.9], [1.0, 3.0, 4.0, math.nan]),
    ],
)
def test_conditions(
    above: float | None, below: float | None, inside: list[float], outside: list[float]
) -> None:
    """Beyond the bound, not on it; what was not measured holds nothing."""
    condition = Condition(signal=SIGNAL, above=above, below=below)
    assert all(condition.holds(value) for value in inside)
    assert not any(condition.holds(value) for value in outside)
