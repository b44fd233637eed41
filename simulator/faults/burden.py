"""Everything that is wrong with one car: its faults, and what turns into what."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import ceil
from operator import attrgetter

from simulator.components.plausibility import Failing
from simulator.components.surroundings import ResetType
from simulator.days.day_plan import Phase
from simulator.faults.effect import ActiveEffect
from simulator.faults.fault import LOOK_EVERY_S, Fault, Reading
from simulator.faults.root_cause import Repair, RootCause, RootCauseId
from simulator.faults.truth import FaultTruth, InjectedFault, InjectedTruth
from simulator.updates.software_update import SoftwareUpdate


class Burden:
    """The faults of one car, in the order in which they were planted."""

    __slots__ = ("_acting", "_faults", "_library", "_seed")

    def __init__(
        self,
        library: Mapping[RootCauseId, RootCause],
        faults: Sequence[InjectedFault],
        seed: int,
    ) -> None:
        """KeyError for a root cause that the library lacks."""
        self._library = library
        self._seed = seed
        self._acting: list[Fault] = []
        self._faults = [
            Fault(library[each.root_cause_id], each.onset_s, seed) for each in faults
        ]

    def look(self, now_s: int, reading: Reading) -> None:
        """Before the second `now_s`; `reading` gives the sample before it."""
        if self._faults and now_s % LOOK_EVERY_S == 0:
            for fault in self._faults:
                fault.look(now_s, reading)

    def stretch_end(self, first_s: int, last_s: int) -> int:
        """The last second up to `last_s` before anything turns; faults are looked at often."""
        if self._faults:
            last_s = min(last_s, first_s + LOOK_EVERY_S - 1)
        for fault in self._faults:
            change_s = fault.next_change_s(first_s)
            if change_s < last_s + 1:
                last_s = ceil(change_s) - 1
        return last_s

    def act(self, phase: Phase, first_s: int) -> list[ActiveEffect]:
        """What bends the signals in the stretch that begins with this second."""
        self._acting = []
        for fault in self._faults:
            if fault.acts(first_s):
                self._acting.append(fault)
            else:
                fault.rest()
        return [each for fault in self._acting for each in fault.effects(phase, first_s)]

    def fail_circuits(self, failing: Failing, seconds: range) -> None:
        """Tell the monitors what no signal shows, for the stretch that `act` began."""
        for fault in self._acting:
            for code in fault.failing_circuits(seconds[0]):
                failing.setdefault(code.component, {})[code.dtc] = [True] * len(seconds)

    def silenced(self) -> frozenset[str]:
        """Components that do not answer in the stretch that `act` began."""
        return frozenset(name for fault in self._acting for name in fault.cause.silences)

    def cycle_began(self, now_s: float) -> None:
        for fault in self._faults:
            fault.cycle_began(now_s)

    def offers(self) -> list[SoftwareUpdate]:
        """The software updates of which faults come, in the order of their starts."""
        offers = [
            SoftwareUpdate(
                component=fault.cause.onset.update_of,
                starts_s=fault.onset_s,
                ending=fault.cause.onset.ending,
            )
            for fault in self._faults
            if fault.cause.onset.ending is not None
        ]
        return sorted(offers, key=attrgetter("starts_s"))

    def update_ended(self, update: SoftwareUpdate, now_s: float) -> None:
        for fault in self._faults:
            fault.update_ended(update.component, update.ending, now_s)

    def code_was_set(self, component: str, dtc: int, now_s: float) -> None:
        for fault in self._faults:
            fault.code_was_set(component, dtc, now_s)

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> None:
        self._turn(now_s, lambda fault: fault.was_reset(component, kind, now_s))

    def was_cleared(self, component: str, dtcs: Collection[int], now_s: float) -> None:
        self._turn(now_s, lambda fault: fault.was_cleared(component, dtcs, now_s))

    def lost_power(self, now_s: float) -> None:
        self._turn(now_s, lambda fault: fault.lost_power(now_s))

    def was_repaired(self, repair: Repair, now_s: float) -> None:
        for fault in self._faults:
            fault.was_repaired(repair, now_s)

    def truth(self) -> list[InjectedTruth]:
        return [entry for fault in self._faults for entry in fault.truth()]

    def whole_truth(self, now_s: float) -> Iterator[tuple[RootCause, FaultTruth]]:
        """Every fault up to now, with its cause."""
        for fault in self._faults:
            yield fault.cause, fault.whole_truth(now_s)

    def _turn(self, now_s: float, respond: Callable[[Fault], RootCauseId | None]) -> None:
        """Let every fault answer; what one turns into takes its place at once."""
        answers = [(fault, respond(fault)) for fault in self._faults]
        for fault, successor in answers:
            if successor is not None:
                cause = self._library[successor]
                self._faults.append(Fault(cause, now_s, self._seed, follows=fault.cause.id))
