"""A root cause at work in one car: when it acts, and what interventions have done to it."""

import math
import random
from collections.abc import Callable, Collection, Iterator
from typing import Final

from proto.v1.signals_pb2 import AMBIENT_TEMPERATURE_CELSIUS
from simulator.components.surroundings import ResetType
from simulator.days.day_plan import Phase
from simulator.faults.effect import ActiveEffect
from simulator.faults.intermittence import Turns
from simulator.faults.root_cause import (
    CheckedBy,
    ExpectedCode,
    Onset,
    Outcome,
    Repair,
    Response,
    RootCause,
    RootCauseId,
)
from simulator.faults.truth import FaultTruth, InjectedTruth, Intervention
from simulator.updates.software_update import Ending

# What a cause depends on is looked at in these steps of the world clock, and only then: its
# course does not depend on how many seconds are computed at once.
LOOK_EVERY_S: Final = 10

Reading = Callable[[int], float]


class Fault:
    """`seed` decides what differs from car to car; `follows` is what turned into this."""

    __slots__ = (
        "_begins_s",
        "_cycles",
        "_delays_s",
        "_ended_by",
        "_ends_s",
        "_held",
        "_holds",
        "_interventions",
        "_masked_until_s",
        "_seed",
        "_set_at_s",
        "_stronger",
        "_turns",
        "cause",
        "follows",
        "onset_s",
    )

    def __init__(
        self,
        cause: RootCause,
        onset_s: float,
        seed: int = 0,
        follows: RootCauseId | None = None,
    ) -> None:
        self.cause = cause
        self.onset_s = onset_s
        self.follows = follows
        self._begins_s = onset_s if cause.onset.at_once else math.inf
        self._cycles = 0
        self._holds = not cause.only_while
        self._masked_until_s = -math.inf
        self._ends_s = math.inf
        self._ended_by: str | None = None
        self._stronger = 1.0
        self._held: dict[int, float] = {}
        self._set_at_s: dict[tuple[str, int], float] = {}
        self._interventions: list[Intervention] = []
        self._seed = random.Random(f"{seed} {cause.id} {onset_s}").getrandbits(32)
        pattern = cause.intermittence
        self._turns = None if pattern is None else Turns(pattern, self._seed)
        self._delays_s = {
            code: delay_s
            for code in cause.codes
            if (delay_s := _delay_s(code, self._seed)) is not None
        }

    def acts(self, now_s: float) -> bool:
        if not (self._holds and self._acts_since_s <= now_s < self._end_s):
            return False
        return self._turns is None or self._turns.acts(now_s - self._begins_s)

    def look(self, now_s: float, reading: Reading) -> None:
        """See what the cause depends on; due at whole multiples of LOOK_EVERY_S."""
        if now_s < self.onset_s:
            return
        cold = self.cause.onset.below_celsius
        if cold is not None and math.isinf(self._begins_s):
            is_cold = reading(AMBIENT_TEMPERATURE_CELSIUS) < cold
            self._begins_s = now_s if is_cold else math.inf
        self._holds = all(each.holds(reading(each.signal)) for each in self.cause.only_while)

    def cycle_began(self, now_s: float) -> None:
        """Another operation cycle of the car."""
        wanted = self.cause.onset.after_cycles
        if wanted and now_s >= self.onset_s:
            self._cycles += 1
            if self._cycles == wanted:
                self._begins_s = now_s

    def update_ended(self, component: str, ending: Ending, now_s: float) -> None:
        """A software update that the car has had."""
        onset = self.cause.onset
        if now_s >= self.onset_s and (onset.update_of, onset.ending) == (component, ending):
            self._begins_s = min(self._begins_s, now_s)
            self._set_at_s = dict.fromkeys(self._set_at_s, now_s)  # until now it was the update

    def effects(self, phase: Phase, now_s: float) -> Iterator[ActiveEffect]:
        """What bends the signals from `now_s` to the next change, while it acts."""
        strength = self._strength(now_s)
        for effect in self.cause.effects:
            if phase in effect.during:
                yield ActiveEffect(
                    effect=effect,
                    since_s=self._acts_since_s,
                    strength=strength,
                    seed=self._seed,
                    held=self._held,
                )

    def rest(self) -> None:
        """It does not act now: what is stuck comes loose."""
        self._held.clear()

    def failing_circuits(self, now_s: float) -> Iterator[ExpectedCode]:
        """The codes that a monitor is told of, while it acts."""
        for code, delay_s in self._delays_s.items():
            if code.checked_by is CheckedBy.CIRCUIT and now_s >= self._acts_since_s + delay_s:
                yield code

    def next_change_s(self, now_s: float) -> float:
        """The next moment after `now_s` at which it may turn; infinite if there is none."""
        since_s = self._acts_since_s
        moments = [self.onset_s, since_s, self._end_s]
        if since_s <= now_s < self._end_s:
            moments.extend(since_s + delay_s for delay_s in self._delays_s.values())
            if self._turns is not None:
                age_s = now_s - self._begins_s
                moments.extend(self._begins_s + at_s for at_s in self._turns.changes_s(age_s))
        if self._looks(now_s):
            moments.append((now_s // LOOK_EVERY_S + 1) * LOOK_EVERY_S)
        return min((moment for moment in moments if moment > now_s), default=math.inf)

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> RootCauseId | None:
        """The cause that it has turned into, if it has."""
        if component != self.cause.component:
            return None
        soft = kind is ResetType.SOFT
        responses = self.cause.responses
        response = responses.soft_reset if soft else responses.hard_reset
        return self._respond(response, "soft_reset" if soft else "hard_reset", component, now_s)

    def was_cleared(
        self, component: str, dtcs: Collection[int], now_s: float
    ) -> RootCauseId | None:
        """The cause that it has turned into, if it has."""
        codes = self.cause.codes
        if not any(code.component == component and code.dtc in dtcs for code in codes):
            return None
        return self._respond(self.cause.responses.clear, "clear", component, now_s)

    def lost_power(self, now_s: float) -> RootCauseId | None:
        """The cause that it has turned into, if it has."""
        return self._respond(self.cause.responses.power_loss, "power_loss", None, now_s)

    def was_repaired(self, repair: Repair, now_s: float) -> None:
        """A workshop has done this; only the work that the cause needs cures it."""
        right = repair == self.cause.repair
        done = Response(Outcome.CURES if right else Outcome.NOTHING)
        self._respond(done, "repair", None, now_s)

    def _respond(
        self, response: Response, action: str, component: str | None, now_s: float
    ) -> RootCauseId | None:
        if now_s < self.onset_s or now_s >= self._end_s:
            return None
        self._interventions.append(
            Intervention(
                at_s=now_s, action=action, component=component, did=response.outcome.value
            )
        )
        match response.outcome:
            case Outcome.CURES | Outcome.TURNS_INTO:
                self._ends_s, self._ended_by = now_s, action
            case Outcome.MASKS:
                self._masked_until_s = now_s + response.for_s
            case Outcome.WORSENS:
                self._stronger *= response.by
            case Outcome.NOTHING:
                pass
        return response.successor

    def code_was_set(self, component: str, dtc: int, now_s: float) -> None:
        """Note the first time that one of its codes is set after the onset."""
        expected = any(
            (code.component, code.dtc) == (component, dtc) for code in self.cause.codes
        )
        if not expected or now_s < self.onset_s or now_s >= self._end_s:
            return
        if not self._set_at_s and self.cause.ends_after_code_s is not None:
            self._ends_s = min(self._ends_s, now_s + self.cause.ends_after_code_s)
            self._ended_by = "itself"
        self._set_at_s.setdefault((component, dtc), now_s)

    def truth(self) -> list[InjectedTruth]:
        """What happened to each code, those left out that never come in this car."""
        return [
            InjectedTruth(
                root_cause_id=self.cause.id,
                component=code.component,
                dtc=code.dtc,
                cascade=code.cascade,
                onset_s=self.onset_s,
                set_at_s=self._set_at_s.get((code.component, code.dtc)),
                cured_at_s=None if math.isinf(self._end_s) else self._end_s,
            )
            for code in self._delays_s
        ]

    def whole_truth(self, now_s: float) -> FaultTruth:
        """Its life up to now."""
        ended = self._end_s <= now_s
        return FaultTruth(
            root_cause_id=self.cause.id,
            onset_s=self.onset_s,
            began_s=self._begins_s if self._begins_s <= now_s else None,
            ended_s=self._end_s if ended else None,
            ended_by=(self._ended_by or "itself") if ended else None,
            follows=self.follows,
            codes=tuple(self.truth()),
            interventions=tuple(self._interventions),
        )

    @property
    def _acts_since_s(self) -> float:
        """Since it began, or since the last mask came off."""
        return max(self._begins_s, self._masked_until_s)

    @property
    def _end_s(self) -> float:
        lasts_s = self.cause.ends_after_s
        return self._ends_s if lasts_s is None else min(self._ends_s, self._begins_s + lasts_s)

    def _strength(self, now_s: float) -> float:
        over_s = self.cause.onset.gradual_over_s
        if not over_s:
            return self._stronger
        seen_s = now_s // LOOK_EVERY_S * LOOK_EVERY_S
        return self._stronger * min(1.0, max(0.0, (seen_s - self._begins_s) / over_s))

    def _looks(self, now_s: float) -> bool:
        onset: Onset = self.cause.onset
        over_s = onset.gradual_over_s
        grows = bool(over_s) and 0 <= now_s - self._begins_s < over_s + LOOK_EVERY_S
        waits = onset.below_celsius is not None and math.isinf(self._begins_s)
        alive = self.onset_s <= now_s < self._end_s
        return alive and (grows or waits or bool(self.cause.only_while))


def _delay_s(code: ExpectedCode, seed: int) -> float | None:
    """How long after its cause the code comes in this car; None when it does not come."""
    draw = random.Random(f"{seed} {code.component} {code.dtc}")
    if draw.random() >= code.probability:
        return None
    return code.after_s + draw.random() * code.spread_s
