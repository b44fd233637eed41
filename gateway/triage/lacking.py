"""Rules that can be true while something that they name is not known."""

from collections.abc import Iterable, MutableSequence
from dataclasses import replace

from gateway.domain.finding import Finding, FindingChange, StillMissing
from gateway.triage.condition import AtLeast, Condition, Not
from gateway.triage.found import Found
from gateway.triage.needs import Needs


def may_lack(condition: Condition, *, negated: bool = False) -> bool:
    """Whether it, or its opposite, can be true and some of its parts unknown.

    Parts that read one code alone are known together. Days are known to a survey, which takes
    nothing back.
    """
    match condition:
        case Not(part):
            return may_lack(part, negated=not negated)
        case Found(rule):
            return may_lack(rule.when, negated=negated)
        case AtLeast(count, parts) if not condition.needs.days:
            enough = len(parts) - count + 1 if negated else count
            optional = enough < len(parts) and not _is_one_word(condition)
            return optional or any(may_lack(part, negated=negated) for part in parts)
        case _:
            return False


def take_off(
    said: MutableSequence[FindingChange], known: Iterable[StillMissing], first: int = 0
) -> list[StillMissing]:
    """Takes what is not missing any more off the findings that were opened from `first` on.

    What is left is about findings that were open before.
    """
    return [one for one in known if not _taken_off(said, one, first)]


def _taken_off(said: MutableSequence[FindingChange], known: StillMissing, first: int) -> bool:
    for place in range(len(said) - 1, first - 1, -1):
        one = said[place]
        if isinstance(one, Finding) and (one.vin, one.rule) == (known.vin, known.rule):
            left = tuple(name for name in one.missing if name in known.missing)
            said[place] = replace(one, missing=left)
            return True
    return False


def _is_one_word(condition: AtLeast) -> bool:
    codes = condition.needs.codes
    alone = Needs(codes=codes)
    return len(codes) == 1 and all(part.needs == alone for part in condition.parts)
