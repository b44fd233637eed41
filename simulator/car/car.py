"""One car: a day plan, physics, components with monitors, and the faults at work in it."""

import hashlib
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from heapq import merge
from math import floor
from operator import attrgetter
from types import MappingProxyType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.car.foresight import Foresight
from simulator.car.history import History, Matrix
from simulator.car.installations import Installations, Turn
from simulator.car.observed import Observed
from simulator.car.physics import Physics
from simulator.car_types.car_type import ELECTRIC, CarType
from simulator.car_types.signal_model import MAX_STRETCH_S
from simulator.car_types.software import draw_software
from simulator.components.component import Component
from simulator.components.description import ComponentDescription
from simulator.components.operation_cycle import OperationCycle
from simulator.components.plausibility import Failing
from simulator.components.server import Identity
from simulator.components.surroundings import ResetType
from simulator.days.busy_day import busy_day
from simulator.days.day_plan import Phase, Segment
from simulator.days.recharging import recharging
from simulator.faults.burden import Burden
from simulator.faults.library import root_causes
from simulator.faults.root_cause import Repair, RepairOutcome, RootCause
from simulator.faults.truth import FaultTruth, InjectedFault, InjectedTruth
from simulator.updates.software_update import Ending, SoftwareUpdate, UpdatePhase, by_chance

S3_S: Final = 5.0
UNSHARED: Final = nullcontext()
NONE_FAILING: Final[Mapping[int, Sequence[bool]]] = MappingProxyType({})


class Car(Observed):
    """Samples stand at the whole seconds of the world clock, from floor(start_s) on.

    `backlog` and `signal_strength_dbm` are set by the on-board agent and show in the samples.
    `s3_s` is the session time-out of its components: longer for testers that live at the wall's
    speed in a world that runs faster. One that `foresees` takes more memory and less time.
    """

    __slots__ = (
        "_burden",
        "_cycle",
        "_lock",
        "_physics",
        "_plan",
        "_second",
        "_silenced",
        "_started_s",
        "backlog",
        "components",
        "s3_s",
        "signal_strength_dbm",
        "software",
        "updates",
        "vin",
    )

    def __init__(
        self,
        vin: str,
        seed: int,
        *,
        car_type: CarType,
        faults: Sequence[InjectedFault],
        start_s: float,
        day: Iterator[Segment],
        foresees: bool = False,
        updates: Sequence[SoftwareUpdate] = (),
        updates_a_month: float = 0.0,
    ) -> None:
        own_seed = own_seed_of(vin, seed)
        self.type = car_type
        self.vin = vin
        self.backlog = 0
        self.signal_strength_dbm = -70.0
        self.s3_s = S3_S
        self._lock: AbstractContextManager[object] = UNSHARED
        self.software = draw_software(own_seed, car_type.components)
        self.components: Mapping[str, Component] = {
            each.id: Component(each, _identity(own_seed, each, self.software[each.id]), self)
            for each in car_type.components.values()
        }
        self._burden = Burden(root_causes(), faults, own_seed)
        drawn = by_chance(own_seed, self.components, start_s, updates_a_month)
        offers = merge(self._burden.offers(), updates, drawn, key=attrgetter("starts_s"))
        self.updates = Installations(offers, car_type.components)
        self._silenced: frozenset[str] = frozenset()
        self._started_s = floor(start_s)
        self._second = self._started_s - 1
        self._segment = next(day)
        physics = Physics(car_type, own_seed, self._segment)
        ahead = foresees and not faults
        self._physics = Foresight(physics, self._segment) if ahead else physics
        self._plan = self.updates.hold(recharging(day, physics.needs_charging))
        self._history = History(car_type.model)
        self._cycle = OperationCycle()
        self._start_operation_cycle()
        self.advance(start_s)

    @classmethod
    def build(
        cls,
        vin: str,
        seed: int,
        faults: Sequence[InjectedFault] = (),
        *,
        start_s: float = 0.0,
        car_type: CarType = ELECTRIC,
        day: Iterator[Segment] | None = None,
        updates: Sequence[SoftwareUpdate] = (),
        updates_a_month: float = 0.0,
    ) -> Self:
        """A car with empty fault memories; KeyError for a root cause that the library lacks.

        `start_s` and the onsets are world time in seconds. `day`: its phases from `start_s` on,
        without a gap, for ever; a busy one, drawn from the seed, when it is left out.
        `updates`: of software, in the order of their starts; so many `a_month` come by chance.
        """
        if day is None:
            own_seed = own_seed_of(vin, seed)
            day = busy_day(own_seed, floor(start_s), charges=car_type.plugs_in)
        return cls(
            vin,
            seed,
            car_type=car_type,
            faults=faults,
            start_s=start_s,
            day=day,
            updates=updates,
            updates_a_month=updates_a_month,
        )

    def __repr__(self) -> str:
        return f"Car(vin='{self.vin[:3]}…{self.vin[-4:]}', phase={self.phase.name})"

    @property
    def now_s(self) -> float:
        """World time of the newest sample."""
        return self._second

    @property
    def being_updated(self) -> bool:
        """Whether software is being installed or activated."""
        return self.updates.phase(self.now_s).works_on_the_car

    def share(self) -> AbstractContextManager[object]:
        """Let another thread use the car as well: it has to hold what this returns."""
        if self._lock is UNSHARED:
            self._lock = threading.RLock()
        return self._lock

    def advance(self, to_s: float) -> None:
        """Run physics, faults, monitors and operation cycles up to this world time."""
        with self._lock:
            while self._second < floor(to_s):
                self._advance_stretch(floor(to_s))

    def samples(self, from_s: float, to_s: float) -> Matrix:
        """The rows with from_s < time <= to_s; a minute is kept, and what nobody fetched."""
        with self._lock:
            return self._history.between(from_s, to_s)

    def reading(self, signal: int, now_s: float) -> float:
        """The newest sample of a signal that is not after `now_s`."""
        return self._history.at(signal, now_s)

    def power_fails(self, now_s: float) -> None:
        """The 12 V supply breaks down: every component loses its RAM and restarts."""
        with self._lock:
            self.advance(now_s)
            for component in self.components.values():
                component.restart(now_s)
            self._burden.lost_power(now_s)

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> None:
        """A component has executed a reset; the faults decide what that means."""
        self._burden.was_reset(component, kind, now_s)

    def was_cleared(self, component: str, dtcs: Collection[int], now_s: float) -> None:
        """A component has cleared these codes."""
        self._burden.was_cleared(component, dtcs, now_s)

    def was_repaired(self, repair: Repair, now_s: float) -> None:
        """A workshop has done this; it cures what needs just this, and nothing else."""
        with self._lock:
            self.advance(now_s)
            self._burden.was_repaired(repair, now_s)
            if repair.outcome is RepairOutcome.UPDATED:
                self.updates.was_repaired(now_s)

    def truth(self) -> list[InjectedTruth]:
        """What was injected and what came of it, one entry for each expected code."""
        return self._burden.truth()

    def whole_truth(self) -> Iterator[tuple[RootCause, FaultTruth]]:
        """The life of every fault up to now, with its cause."""
        return self._burden.whole_truth(self.now_s)

    def _advance_stretch(self, last_s: int) -> None:
        """The longest stretch up to `last_s` in which neither phase nor faults change."""
        first_s = self._second + 1
        if first_s >= self._segment.ends_s:
            self._next_segment()
        for turn in self.updates.turns(self._second, first_s):
            self._take_turn(turn)
        phase = self._segment.phase
        if self._second >= self._started_s:
            self._burden.look(first_s, self._history.latest)
        end_s = min(last_s, first_s + MAX_STRETCH_S - 1, self._segment.ends_s - 1)
        end_s = int(min(end_s, self.updates.next_turn_s(first_s) - 1))
        seconds = range(first_s, self._burden.stretch_end(first_s, end_s) + 1)
        effects = self._burden.act(phase, first_s)
        effects += self.updates.effects(self._segment, first_s)
        self._silence(self._burden.silenced() | self.updates.silenced(first_s))
        values = self._physics.advance(self._segment, first_s, len(seconds), effects)
        column = self.type.model.column
        values[:, column[pb.TELEMATICS_BACKLOG]] = self.backlog
        values[:, column[pb.TELEMATICS_SIGNAL_STRENGTH_DBM]] = self.signal_strength_dbm
        self._cycle.observe(phase, seconds, self._coolant(values))
        failing = self.type.checks.failing(values)
        self._burden.fail_circuits(failing, seconds)
        self.updates.fail_circuits(failing, seconds)
        self._mute(values, seconds)
        self._history.append(first_s, values)
        self._second = seconds[-1]
        self._run_monitors(phase, seconds, failing)

    def _take_turn(self, turn: Turn) -> None:
        """All restart to run with the new software, at last the one that has got it."""
        update = turn.update
        if turn.phase is UpdatePhase.ACTIVATING:
            for component in self.components.values():
                component.restart(turn.at_s)
        elif turn.phase is update.ending.phase:
            if update.ending is Ending.ACTIVATED:
                self.software[update.component] = update.release
                self.components[update.component].reprogram(update.release)
            self.components[update.component].restart(turn.at_s)
            self._burden.update_ended(update, turn.at_s)

    def _mute(self, values: NDArray[np.float32], seconds: range) -> None:
        """What a component measures that sends no messages is not known in the car."""
        for component in self.components.values():
            if component.ram.transmits:
                continue
            lost = [not component.is_heard_at(second) for second in seconds]
            for signal in component.description.signals:
                values[lost, self.type.model.column[signal]] = np.nan

    def _coolant(self, values: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """That of an engine, in a car that has one."""
        column = self.type.model.column.get(pb.ENGINE_COOLANT_TEMPERATURE_CELSIUS)
        return None if column is None else values[:, column]

    def _silence(self, silenced: frozenset[str]) -> None:
        """Components that a fault keeps from answering, and those that answer again."""
        for name in self._silenced ^ silenced:
            self.components[name].wedged = name in silenced
        self._silenced = silenced

    def _next_segment(self) -> None:
        asleep = self._segment.phase is Phase.ASLEEP
        self._segment = next(self._plan)
        if asleep and self._segment.phase is not Phase.ASLEEP:
            self._start_operation_cycle()

    def _start_operation_cycle(self) -> None:
        for component in self.components.values():
            component.start_operation_cycle(warmed_up=self._cycle.warmed_up)
        self._cycle = OperationCycle()
        self._burden.cycle_began(self._second + 1)

    def _run_monitors(self, phase: Phase, seconds: range, failing: Failing) -> None:
        for component in self.components.values():
            fails = failing.get(component.id, NONE_FAILING)
            for dtc, second in component.run_monitors(phase, seconds, fails, self._cycle):
                self._burden.code_was_set(component.id, dtc, second)


def own_seed_of(vin: str, seed: int) -> int:
    """What everything about this car is drawn from."""
    digest = hashlib.blake2s(f"{seed} {vin}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _identity(own_seed: int, component: ComponentDescription, software: str) -> Identity:
    return Identity(f"{own_seed % 10**10:010d}{component.address:02d}", software)
