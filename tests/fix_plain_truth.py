"""What a condition says, as plainly as it can be said: instant by instant, moment by moment."""

from dataclasses import dataclass
from fractions import Fraction

from gateway.domain.quantity import Second
from gateway.triage.condition import AtLeast, Condition, HeldFor, Not
from gateway.triage.debounce import Debounced
from gateway.triage.found import Found
from gateway.triage.hindsight import CameTrue, Hysteresis, Within
from gateway.triage.truth import Truth, known
from gateway.triage.units import in_ms
from gateway.triage.window import Window
from tests.fix_plain_leaf import Leaves

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def plain_truth(condition: Condition, window: Window, at_ms: int) -> Truth:
    """As the condition's own `truth`, instant by instant."""
    return _Asked(Leaves(window)).truth(condition, at_ms)


@dataclass(frozen=True)
class _Asked:
    leaves: Leaves

    def truth(self, condition: Condition, at_ms: int) -> Truth:
        match condition:
            case AtLeast(count, parts):
                truth = sorted(self.truth(part, at_ms) for part in parts)[-count]
            case Not(part):
                truth = Truth(-self.truth(part, at_ms))
            case Found(rule):
                truth = self.truth(rule.when, at_ms)
            case HeldFor():
                truth = self._held(condition, at_ms)
            case Within():
                truth = self._within(condition, at_ms)
            case CameTrue():
                truth = self._came_true(condition, at_ms)
            case Hysteresis():
                truth = self._hysteresis(condition, at_ms)
            case Debounced():
                truth = self._debounced(condition, at_ms)
            case _:
                truth = self.leaves.truth(condition, at_ms)
        return truth

    def _held(self, held: HeldFor, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(held.span)
        worst = min(self._past(held.part, since_ms, at_ms))
        if worst is FALSE or self._renewed(held.part, since_ms, at_ms):
            return worst
        return UNKNOWN

    def _within(self, within: Within, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(within.span)
        best = max(self._past(within.part, since_ms, at_ms))
        if best is TRUE or self._renewed(within.part, since_ms, at_ms):
            return best
        return UNKNOWN

    def _came_true(self, came: CameTrue, at_ms: int) -> Truth:
        since_ms, times, before = at_ms - in_ms(came.span), 0, UNKNOWN
        past = self._past(came.part, since_ms, at_ms)
        for truth in past:
            times += truth is TRUE and before is FALSE
            before = before if truth is UNKNOWN else truth
        if times >= came.count:
            return TRUE
        doubt = UNKNOWN in past or not self._renewed(came.part, since_ms, at_ms)
        return UNKNOWN if doubt else FALSE

    def _hysteresis(self, both: Hysteresis, at_ms: int) -> Truth:
        since_ms, state = at_ms - in_ms(both.span), UNKNOWN
        moments = self._moments(both.on, since_ms, at_ms)
        for each in sorted({*moments, *self._moments(both.off, since_ms, at_ms)}):
            on, off = self.truth(both.on, each), self.truth(both.off, each)
            if on is TRUE:
                state = TRUE
            elif off is TRUE:
                state = on
            elif (state is TRUE and off is UNKNOWN) or (state is FALSE and on is UNKNOWN):
                state = UNKNOWN
        return state

    def _debounced(self, debounced: Debounced, at_ms: int) -> Truth:
        """Of a counter that began full and climbs in doubt, and of one that did neither."""
        last_ms = at_ms // in_ms(debounced.tick) * in_ms(debounced.tick)
        looks = sorted(_ticks(debounced, last_ms - in_ms(debounced.span), last_ms))
        truths = [self.truth(debounced.part, each) for each in looks]
        most = _latched(debounced, [truth >= UNKNOWN for truth in truths], Fraction(1))
        least = _latched(debounced, [truth is TRUE for truth in truths], Fraction(0))
        return known(most) if most == least else UNKNOWN

    def _past(self, part: Condition, since_ms: int, at_ms: int) -> list[Truth]:
        return [self.truth(part, each) for each in self._moments(part, since_ms, at_ms)]

    def _moments(self, part: Condition, since_ms: int, at_ms: int) -> list[int]:
        return sorted({since_ms, at_ms} | self._changes(part, since_ms, at_ms))

    def _changes(self, condition: Condition, after_ms: int, until_ms: int) -> set[int]:
        match condition:
            case AtLeast(_, parts):
                return set().union(*(self._changes(p, after_ms, until_ms) for p in parts))
            case Not(part):
                return self._changes(part, after_ms, until_ms)
            case Found(rule):
                return self._changes(rule.when, after_ms, until_ms)
            case HeldFor(part, span) | Within(part, span) | CameTrue(part, span):
                moments = self._changes_in_span(part, span, after_ms, until_ms)
            case Hysteresis(on, off, span):
                moments = self._changes_in_span(on, span, after_ms, until_ms)
                moments |= self._changes_in_span(off, span, after_ms, until_ms)
            case Debounced():
                moments = _ticks(condition, after_ms, until_ms)
            case _:
                moments = self.leaves.changes(condition)
        return {each for each in moments if after_ms < each <= until_ms}

    def _changes_in_span(
        self, part: Condition, span: Second, after_ms: int, until_ms: int
    ) -> set[int]:
        inner = self._changes(part, after_ms - in_ms(span), until_ms)
        return inner | {each + in_ms(span) for each in inner}

    def _renewed(self, condition: Condition, after_ms: int, until_ms: int) -> bool:
        match condition:
            case AtLeast(count, parts):
                truth = self.truth(condition, until_ms)
                enough = count if truth is TRUE else len(parts) - count + 1
                renewed = [
                    part
                    for part in parts
                    if self.truth(part, until_ms) is truth
                    and self._renewed(part, after_ms, until_ms)
                ]
                return len(renewed) >= enough
            case Found(rule):
                return self._renewed(rule.when, after_ms, until_ms)
            case Not(part) | HeldFor(part, _) | Within(part, _) | CameTrue(part, _, _):
                return self._renewed(part, after_ms, until_ms)
            case Debounced(part=part):
                return self._renewed(part, after_ms, until_ms)
            case Hysteresis(on, off, _):
                turned = self.truth(condition, until_ms) is TRUE
                return self._renewed(off if turned else on, after_ms, until_ms)
        return self.leaves.renewed(condition, after_ms, until_ms)


def _ticks(debounced: Debounced, after_ms: int, until_ms: int) -> set[int]:
    every_ms = in_ms(debounced.tick)
    near = range(after_ms // every_ms - 1, until_ms // every_ms + 2)
    return {each * every_ms for each in near if after_ms < each * every_ms <= until_ms}


def _latched(debounced: Debounced, climbs: list[bool], level: Fraction) -> bool:
    """`level`: part of a full counter."""
    rise = Fraction(in_ms(debounced.tick), in_ms(debounced.rises_in))
    fall = Fraction(in_ms(debounced.tick), in_ms(debounced.falls_in))
    latched = level == 1
    for climb in climbs:
        level = min(level + rise, Fraction(1)) if climb else max(level - fall, Fraction(0))
        latched = level == 1 or (latched and level > 0)
    return latched
