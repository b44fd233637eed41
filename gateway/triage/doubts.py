"""Which rules have to be asked after a batch, and of which vehicles."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np

from gateway.domain.finding import RuleId
from gateway.triage.course import Course
from gateway.triage.formulas import Bits
from gateway.triage.ranking import Causes, a_minute_begins
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window

_OPEN = attrgetter("open")


@dataclass(frozen=True, eq=False, kw_only=True)
class Doubts:
    """By rule: where it may be true, and may be false if it is open."""

    rulebook: Rulebook
    opening: Bits
    ending: Bits
    anywhere: Collection[int]  # the vehicles, with the findings that were open before

    def rules(self, index: int, open_: Mapping[RuleId, Causes]) -> Iterator[Rule]:
        """Those to be asked after this report."""
        byte, bit = index >> 3, 0x80 >> (index & 7)
        opening, ending = self._opening_then[byte] & bit, self._ending_then[byte] & bit
        standing = (self.rulebook.row(rule) for rule in open_)
        rows = {
            *np.flatnonzero(opening).tolist(),
            *(row for row in standing if row is not None),
        }
        for row in sorted(rows):
            rule = self.rulebook.rules[row]
            if (ending if rule.id in open_ else opening)[row]:
                yield rule

    @cached_property
    def _opening_then(self) -> Bits:
        """[bytes, rules]: what is asked of a report lies together."""
        return np.ascontiguousarray(self.opening.T)

    @cached_property
    def _ending_then(self) -> Bits:
        return np.ascontiguousarray(self.ending.T)


def doubts_of(rulebook: Rulebook, course: Course) -> Doubts:
    opening = rulebook.screen.opening(course.facts)
    asked, ending = opening, opening
    has_standing = any(map(_OPEN, course.before))
    if has_standing or np.bitwise_or.reduce(opening, axis=None):
        ending = rulebook.screen.ending(course.facts)
    if has_standing:
        standing = _standing(rulebook, course)
        asked = (ending & standing) | (opening & ~standing)
    anywhere = _anywhere(course, np.bitwise_or.reduce(asked, axis=0))
    return Doubts(rulebook=rulebook, opening=opening, ending=ending, anywhere=anywhere)


def _anywhere(course: Course, asked: Bits) -> Collection[int]:
    """The vehicles of these reports."""
    if not asked.any():
        return ()
    by_report = np.unpackbits(asked, count=len(course.heard))
    by_vehicle = np.logical_or.reduceat(by_report, course.firsts)
    places: list[int] = np.flatnonzero(by_vehicle).tolist()
    return places


def _standing(rulebook: Rulebook, course: Course) -> Bits:
    """By rule: where its finding was open before the batch."""
    standing = np.zeros((len(rulebook.rules), len(course.heard)), np.bool_)
    for place, window in enumerate(course.before):
        for rule in window.open:
            row = rulebook.row(rule)
            if row is not None:
                standing[row, course.firsts[place] : course.ends[place]] = True
    return np.packbits(standing, axis=1)


def doubtful(rulebook: Rulebook, course: Course, doubts: Doubts) -> set[int]:
    """The vehicles that are gone through report by report."""
    standing = [(place, each) for place, each in enumerate(course.before) if each.open]
    retiring = [
        place for place, window in standing if any(map(rulebook.is_retired, window.open))
    ]
    inquiring = [
        place
        for place, window in standing
        if a_minute_begins(window.now_ms, course.now_ms[course.ends[place] - 1])
        and _waits(rulebook, window)
    ]
    return {*doubts.anywhere, *course.with_faults, *retiring, *inquiring}


def _waits(rulebook: Rulebook, window: Window) -> bool:
    """Can samples alone tell more of what is open?"""
    return any(
        rule in rulebook.lacking
        or (rule in rulebook.inquiries and rulebook.inquiries[rule].waits_for_samples(causes))
        for rule, causes in window.open.items()
    )
