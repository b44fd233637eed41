"""The software updates of one car: when each is installed, and what that does meanwhile."""

import math
from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from operator import attrgetter
from typing import Final

from proto.v1.signals_pb2 import LV_BATTERY_VOLTAGE_V
from simulator.components.description import ComponentDescription
from simulator.components.plausibility import Failing
from simulator.days.day_plan import Phase, Segment
from simulator.faults.effect import ActiveEffect, Effect, EffectKind
from simulator.updates.software_update import MISSED_BY, SoftwareUpdate, UpdatePhase

DOWNLOADS_S: Final = 300
WAITS_S: Final = 30
INSTALLS_S: Final = 240
ACTIVATES_S: Final = 30
RESTS_S: Final = 120
HELD_S: Final = WAITS_S + INSTALLS_S + ACTIVATES_S + RESTS_S
UNDER_A_BYTE: Final = 8

# Everything is awake and nothing feeds the 12 V net; when all restart at once it breaks down.
SUPPLY: Final = {
    UpdatePhase.WAITING: (12.2, 60.0),
    UpdatePhase.INSTALLING: (11.3, 40.0),
    UpdatePhase.ACTIVATING: (10.2, 5.0),
}
RECOVERS: Final = (12.6, 20.0)


@dataclass(frozen=True, slots=True)
class Turn:
    """From this second on the update is in this phase."""

    at_s: int
    phase: UpdatePhase
    update: SoftwareUpdate


class Installations:
    """An update is downloaded whatever the car does, and waits for the next sleep."""

    __slots__ = ("_held", "_missing", "_next", "_offers", "_turns")

    def __init__(
        self,
        offers: Iterator[SoftwareUpdate],
        components: Mapping[str, ComponentDescription],
    ) -> None:
        """`offers`: in the order of their starts."""
        self._offers = offers
        self._missing = {name: _who_misses(name, components) for name in components}
        self._turns: list[Turn] = []
        self._held: Segment | None = None
        self._next: SoftwareUpdate | None = None
        self._look_ahead(-math.inf)

    def hold(self, plan: Iterator[Segment]) -> Iterator[Segment]:
        """The same plan, but a sleep gives way to an update; who wants to drive has to wait."""
        free_s = -math.inf
        for segment in plan:
            rest = segment
            if rest.ends_s <= free_s:
                continue
            if rest.begins_s < free_s:
                rest = replace(rest, begins_s=int(free_s))
            at_s = max(float(rest.begins_s), self._ready_s)
            if rest.phase is Phase.ASLEEP and at_s < rest.ends_s:
                begins_s, free_s = ceil(at_s), ceil(at_s) + HELD_S
                if rest.begins_s < begins_s:
                    yield replace(rest, ends_s=begins_s)
                yield self._install(replace(rest, begins_s=begins_s))
                if rest.ends_s <= free_s:
                    continue
                rest = replace(rest, begins_s=int(free_s))
            yield rest

    def turns(self, after_s: float, until_s: float) -> list[Turn]:
        """Those with after_s < time <= until_s."""
        return [turn for turn in self._turns if after_s < turn.at_s <= until_s]

    def next_turn_s(self, now_s: float) -> float:
        """The next one after `now_s` that is known; infinite if there is none."""
        return min((turn.at_s for turn in self._turns if turn.at_s > now_s), default=math.inf)

    def phase(self, now_s: float) -> UpdatePhase:
        turn = self._turn(now_s)
        return UpdatePhase.NONE if turn is None else turn.phase

    def silenced(self, now_s: float) -> frozenset[str]:
        """The component that gets its software."""
        turn = self._turn(now_s)
        works = turn is not None and turn.phase.works_on_the_car
        return frozenset({turn.update.component} if turn is not None and works else ())

    def effects(self, segment: Segment, now_s: int) -> list[ActiveEffect]:
        """What the 12 V net makes of it, from the first second of the wait to the last."""
        if segment is not self._held:
            return []
        value, time_constant_s = SUPPLY.get(self.phase(now_s), RECOVERS)
        effect = Effect(
            signal=LV_BATTERY_VOLTAGE_V,
            kind=EffectKind.SETTLE,
            value=value,
            time_constant_s=time_constant_s,
        )
        return [ActiveEffect(effect=effect, since_s=now_s)]

    def fail_circuits(self, failing: Failing, seconds: range) -> None:
        """Who misses the silent component says so."""
        for silent in self.silenced(seconds[0]):
            for component, dtc in self._missing[silent]:
                failing.setdefault(component, {})[dtc] = [True] * len(seconds)

    def was_repaired(self, now_s: float) -> None:
        """A workshop has put right what an update has left behind."""
        turn = self._turn(now_s)
        if turn is not None and turn.phase in {UpdatePhase.FAILED, UpdatePhase.ROLLED_BACK}:
            done = replace(turn, at_s=ceil(now_s), phase=UpdatePhase.NONE)
            insort(self._turns, done, key=attrgetter("at_s"))

    @property
    def installed(self) -> list[tuple[SoftwareUpdate, int, int]]:
        """Each with the seconds of the world at which its installation began and ended."""
        begun = [turn for turn in self._turns if turn.phase is UpdatePhase.INSTALLING]
        lasts_s = INSTALLS_S + ACTIVATES_S
        return [(turn.update, turn.at_s, turn.at_s + lasts_s) for turn in begun]

    @property
    def _ready_s(self) -> float:
        return math.inf if self._next is None else ceil(self._next.starts_s) + DOWNLOADS_S

    def _look_ahead(self, free_s: float) -> None:
        """The next offer is downloaded when it comes; one that comes too early waits."""
        self._next = offer = next(self._offers, None)
        if offer is not None:
            starts_s = ceil(max(offer.starts_s, free_s))
            self._next = replace(offer, starts_s=starts_s)
            self._turns += [
                Turn(starts_s, UpdatePhase.DOWNLOADING, offer),
                Turn(starts_s + DOWNLOADS_S, UpdatePhase.WAITING, offer),
            ]

    def _install(self, sleep: Segment) -> Segment:
        update, at_s = self._next, sleep.begins_s + WAITS_S
        assert update is not None  # noqa: S101 - it was ready
        self._turns += [
            Turn(at_s, UpdatePhase.INSTALLING, update),
            Turn(at_s + INSTALLS_S, UpdatePhase.ACTIVATING, update),
            Turn(at_s + INSTALLS_S + ACTIVATES_S, update.ending.phase, update),
        ]
        free_s = sleep.begins_s + HELD_S
        self._held = replace(sleep, phase=Phase.PARKED, ends_s=free_s)
        self._look_ahead(free_s + 1)
        return self._held

    def _turn(self, now_s: float) -> Turn | None:
        place = bisect_right(self._turns, now_s, key=attrgetter("at_s"))
        return self._turns[place - 1] if place else None


def _who_misses(
    silent: str, components: Mapping[str, ComponentDescription]
) -> tuple[tuple[str, int], ...]:
    return tuple(
        (name, dtc)
        for name, component in components.items()
        for dtc in component.monitors
        if name != silent and silent in MISSED_BY.get(dtc >> UNDER_A_BYTE, ())
    )
