"""Rules that can be true while something that they name is not known."""

from gateway.triage.condition import AtLeast, Condition, Not
from gateway.triage.found import Found


def may_lack(condition: Condition, *, negated: bool = False) -> bool:
    """Whether it, or its opposite, can be true and some of its parts unknown.

    Parts that read one component alone are known together, with its next word.
    """
    match condition:
        case Not(part):
            return may_lack(part, negated=not negated)
        case Found(rule):
            return may_lack(rule.when, negated=negated)
        case AtLeast(count, parts):
            enough = len(parts) - count + 1 if negated else count
            optional = enough < len(parts) and not _is_one_word(condition)
            return optional or any(may_lack(part, negated=negated) for part in parts)
        case _:
            return False


def _is_one_word(condition: Condition) -> bool:
    needs = condition.needs
    return not needs.signals and len(needs.components) == 1
