"""A car's link: a proxy that goes up and down as its profile says, in world time."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.links.profile import LinkProfile, Spell
from simulator.links.proxy import Proxy
from simulator.world_clock import WorldClock

LOOK_AGAIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Weather:
    """Up for `up_s`, then down for `down_s` in the manner of `spell`; world seconds."""

    up_s: float
    spell: Spell
    down_s: float


def forecast(profile: LinkProfile, rng: random.Random) -> Iterator[Weather]:
    """The ups and downs of a link, for ever; none at all for a profile without spells."""
    spells = profile.spells
    weights = [spell.weight for spell in spells]
    while spells:
        (spell,) = rng.choices(spells, weights)
        down_s = rng.uniform(spell.shortest_s, spell.longest_s)
        yield Weather(rng.uniform(*profile.up_s), spell, down_s)


class Link:
    """`parked` tells whether the car stands; profiles of places ask it."""

    def __init__(
        self,
        proxy: Proxy,
        profile: LinkProfile,
        rng: random.Random,
        world: WorldClock,
        parked: Callable[[], bool],
    ) -> None:
        self.proxy = proxy
        self._profile = profile
        self._rng = rng
        self._world = world
        self._parked = parked

    async def run(self) -> None:
        """Change with the weather; ends at once where it is always fine."""
        for weather in forecast(self._profile, self._rng):
            await self._world.sleep(weather.up_s)
            while self._profile.only_parked and not self._parked():
                await self._world.sleep(LOOK_AGAIN_S)
            self.proxy.go_down(weather.spell.outage)
            try:
                await self._stay_down(weather.down_s)
            finally:
                self.proxy.come_up()

    async def _stay_down(self, down_s: float) -> None:
        until = self._world.now() + down_s
        while (left := until - self._world.now()) > 0:
            if self._profile.only_parked and not self._parked():
                return
            await self._world.sleep(min(left, LOOK_AGAIN_S))
