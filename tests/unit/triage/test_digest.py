"""The fingerprint of knowledge: what was given counts, and nothing else."""

from dataclasses import dataclass, field, replace

from diagnostics_rules import RULEBOOK
from gateway.triage.digest import digest


@dataclass(frozen=True)
class Doubled:
    given: int
    follows: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "follows", 2 * self.given)


def test_what_follows_is_left_out() -> None:
    """A rulebook is the same one when something else is worked out of it beforehand."""
    otherwise = Doubled(4)
    object.__setattr__(otherwise, "follows", 12)
    assert digest(otherwise) == digest(Doubled(4))
    assert digest(Doubled(5)) != digest(Doubled(4))


def test_any_word_of_the_rulebook_counts() -> None:
    """Of the last entry of the catalogue too."""
    *others, last = RULEBOOK.catalogue
    other = replace(last, owner_text=f"{last.owner_text} Or not.")
    assert digest((*others, last)) != digest((*others, other))
