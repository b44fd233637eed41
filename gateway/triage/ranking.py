"""The causes of a finding, likeliest first; ranked again as long as new signs come to light."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from gateway.domain.cause import Clue, Hold, LikelyCause, Question, Weight
from gateway.domain.report import FaultEntry
from gateway.domain.trouble_code import Status
from gateway.triage.cause import Cause, Look, Sign
from gateway.triage.rule import Rule
from gateway.triage.truth import Truth
from gateway.triage.window import Window

Causes = tuple[LikelyCause, ...]
_MINUTE_MS = 60_000


class _Name(NamedTuple):
    """What a sign is known by, also after a restart."""

    words: str
    weight: Weight
    against: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    name: _Name
    sign: Sign

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self.sign.when.truth(window, at_ms)

    def clue(self, window: Window, at_ms: int) -> Clue:
        words, weight, against = self.name
        facts = self.sign.when.evidence(window, at_ms)
        return Clue(sign=words, weight=weight, against=against, facts=facts)

    def question(self, window: Window, at_ms: int) -> Question:
        words, weight, against = self.name
        missing = self.sign.when.missing(window, at_ms)
        return Question(sign=words, weight=weight, against=against, missing=missing)


class Inquiry:
    """What is asked about the causes of one finding.

    `by_samples`: whether the rule itself is about what was measured.
    """

    def __init__(self, causes: Iterable[Cause], *, by_samples: bool = False) -> None:
        self._causes = {cause.id: cause for cause in causes}
        self._places = {name: place for place, name in enumerate(self._causes)}
        self._asked = {
            cause.id: tuple(_Asked(_name(sign), sign) for sign in cause.signs)
            for cause in self._causes.values()
        }
        self._by_samples = by_samples

    def begin(self, window: Window, at_ms: int) -> Causes:
        """When the finding opens."""
        return self._ranked(self._first(one, window, at_ms) for one in self._causes.values())

    def go_on(
        self, known: Causes, window: Window, at_ms: int, looks: Collection[Look]
    ) -> Causes:
        """`known` itself when nothing has come to light.

        A sign comes to light once. One that a component takes back is withdrawn, and counts for
        good when it returns: however a car chatters, there are few changes.
        """
        if len(self._causes) == 1 or not looks:
            return known
        asked = [self._again(one, window, at_ms, looks) for one in known]
        same = all(one is other for one, other in zip(asked, known, strict=True))
        return known if same else self._ranked(asked)

    def waits_for_samples(self, known: Causes) -> bool:
        """Can samples alone bring something to light?"""
        if len(self._causes) == 1:
            return False
        looks = {Look.LASTING, Look.MOMENT} if self._by_samples else {Look.LASTING}
        return any(
            asked.sign.look in looks and asked.name not in {_told(clue) for clue in cause.clues}
            for cause in known
            for asked in self._asked.get(cause.id, ())
        )

    def _first(self, cause: Cause, window: Window, at_ms: int) -> LikelyCause:
        told = [(one, one.truth(window, at_ms)) for one in self._asked[cause.id]]
        return LikelyCause(
            id=cause.id,
            title=cause.title,
            clues=tuple(one.clue(window, at_ms) for one, truth in told if truth is Truth.TRUE),
            questions=tuple(
                one.question(window, at_ms) for one, truth in told if truth is Truth.UNKNOWN
            ),
        )

    def _again(
        self, known: LikelyCause, window: Window, at_ms: int, looks: Collection[Look]
    ) -> LikelyCause:
        """A cause that the rule does not name any more stays as it was."""
        clues = {_told(clue): clue for clue in known.clues}
        questions = {_told(one): one for one in known.questions}
        for one in self._asked.get(known.id, ()):
            clue = clues.get(one.name)
            if one.sign.look not in looks or not _may_change(one.sign, clue):
                continue
            truth = one.truth(window, at_ms)
            if truth is not Truth.UNKNOWN:
                questions.pop(one.name, None)
            changed = _changed(one, clue, truth, window, at_ms)
            if changed is not None:
                clues[one.name] = changed
        found, still_open = tuple(clues.values()), tuple(questions.values())
        if (found, still_open) == (known.clues, known.questions):
            return known
        return replace(known, clues=found, questions=still_open)

    def _ranked(self, causes: Iterable[LikelyCause]) -> Causes:
        return tuple(sorted(causes, key=self._rank))

    def _rank(self, cause: LikelyCause) -> tuple[int, int]:
        """Of equally likely ones the one that the rule names first."""
        known = self._causes.get(cause.id)
        clues = [clue for clue in cause.clues if clue.counts]
        found = sum(-clue.weight if clue.against else clue.weight for clue in clues)
        usual = known.frequency if known else 0
        return -(usual + found), self._places.get(cause.id, len(self._places))


def rank(causes: Iterable[Cause], window: Window, at_ms: int) -> Causes:
    """The likeliest first, as of this moment."""
    return Inquiry(causes).begin(window, at_ms)


def looks(rule: Rule, before: Window, window: Window, at_ms: int) -> Collection[Look]:
    """What a report makes worth looking for, of a finding that is open."""
    found: set[Look] = set()
    if a_minute_begins(before.now_ms, window.now_ms):
        found.add(Look.LASTING)
    if window.memories != before.memories and not _cleared(rule, before, window, at_ms):
        found.add(Look.MEMORY)
    if _shows_itself(rule, before, window, at_ms):
        found.add(Look.MOMENT)
    return found


def a_minute_begins(before_ms: int, now_ms: int) -> bool:
    """Between two newest samples: so often it is worth asking what is measured all the time."""
    return before_ms // _MINUTE_MS != now_ms // _MINUTE_MS


def _shows_itself(rule: Rule, before: Window, window: Window, at_ms: int) -> bool:
    """A rule over codes alone stands for long: only a new failure is a moment of its own."""
    if rule.by_samples:
        minute = a_minute_begins(before.now_ms, window.now_ms)
        return minute and rule.when.truth(window, at_ms) is Truth.TRUE
    then, now = _entry(rule, before), _entry(rule, window)
    if now is None or now is then:
        return False
    if then is None:
        return bool(now.status & Status.TEST_FAILED)
    fails_anew = now.status & ~then.status & Status.TEST_FAILED
    return bool(fails_anew) or now.occurrences > then.occurrences


def _cleared(rule: Rule, before: Window, window: Window, at_ms: int) -> bool:
    """Who clears memories, as a workshop does at the end, takes nothing back that they told.

    It was done just now, or the code was not tested since.
    """
    then, now = _entry(rule, before), _entry(rule, window)
    if then is not None and (now is None or now.occurrences < then.occurrences):
        return True
    untested = now is not None and now.status & Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR
    return bool(untested) and rule.when.truth(window, at_ms) is Truth.UNKNOWN


def _entry(rule: Rule, window: Window) -> FaultEntry | None:
    memory = window.memories.get(rule.entry.component)
    return None if memory is None else memory.entries.get(rule.entry.code)


def _may_change(sign: Sign, clue: Clue | None) -> bool:
    return clue is None or (sign.look is Look.MEMORY and clue.hold is not Hold.RETURNED)


def _changed(
    asked: _Asked, known: Clue | None, truth: Truth, window: Window, at_ms: int
) -> Clue | None:
    """None: nothing is new about this sign."""
    if truth is Truth.TRUE and known is None:
        return asked.clue(window, at_ms)
    if truth is Truth.TRUE and known is not None and known.hold is Hold.WITHDRAWN:
        return replace(asked.clue(window, at_ms), hold=Hold.RETURNED)
    if truth is Truth.FALSE and known is not None and known.hold is Hold.STANDS:
        return replace(known, hold=Hold.WITHDRAWN)
    return None


def _name(sign: Sign) -> _Name:
    return _Name(str(sign.when), sign.weight, sign.against)


def _told(one: Clue | Question) -> _Name:
    return _Name(one.sign, one.weight, one.against)
