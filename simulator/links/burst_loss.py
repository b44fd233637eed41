"""Loss in bursts: the two-state channel of Gilbert (1960) and Elliott (1963), in world time."""

import random
from bisect import bisect_right
from dataclasses import dataclass

LONGEST_BLOCK_S = 3600.0
CYCLES_A_BLOCK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstLoss:
    """`good_s`, `bad_s`: mean stay in each state; `in_good`, `in_bad`: what is lost there."""

    good_s: float
    bad_s: float
    in_good: float
    in_bad: float

    @property
    def bad_share(self) -> float:
        return self.bad_s / (self.good_s + self.bad_s)

    @property
    def block_s(self) -> float:
        """What is drawn at once: an hour, or less where the stays are short."""
        return min(LONGEST_BLOCK_S, CYCLES_A_BLOCK * (self.good_s + self.bad_s))

    @property
    def rate(self) -> float:
        """The share of segments that is lost in the long run."""
        return self.in_good + self.bad_share * (self.in_bad - self.in_good)


@dataclass(frozen=True, slots=True)
class Sojourns:
    """The states of one block of world time; each switch changes to the other one."""

    begins_bad: bool
    switches_s: tuple[float, ...]

    def is_bad(self, at_s: float) -> bool:
        return self.begins_bad ^ bool(bisect_right(self.switches_s, at_s) & 1)


class Channel:
    """The course of the states is a function of `seed` and the world time alone."""

    def __init__(self, loss: BurstLoss, seed: str) -> None:
        self.loss = loss
        self._seed = seed
        self._blocks: dict[int, Sojourns] = {}

    def is_bad(self, at_s: float) -> bool:
        number = int(at_s // self.loss.block_s)
        if number not in self._blocks:
            before = {n: block for n, block in self._blocks.items() if n == number - 1}
            self._blocks = {**before, number: sojourns(self.loss, self._seed, number)}
        return self._blocks[number].is_bad(at_s)

    def loses(self, at_s: float, draw: random.Random) -> bool:
        """Whether a segment sent at this world time is lost."""
        chance = self.loss.in_bad if self.is_bad(at_s) else self.loss.in_good
        return draw.random() < chance


def sojourns(loss: BurstLoss, seed: str, number: int) -> Sojourns:
    """A block begins in a state drawn from the long-run shares, as stays have no memory."""
    draw = random.Random(f"{seed} block {number}")
    begins_bad = bad = draw.random() < loss.bad_share
    at_s, switches = number * loss.block_s, []
    while (at_s := at_s + draw.expovariate(1.0) * (loss.bad_s if bad else loss.good_s)) < (
        (number + 1) * loss.block_s
    ):
        switches.append(at_s)
        bad = not bad
    return Sojourns(begins_bad, tuple(switches))
