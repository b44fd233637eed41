"""Three-valued truth after Kleene: what is not known is neither true nor false."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Truth(IntEnum):
    """Ordered, so that "and" is `min`, "or" is `max` and "not" is the sign."""

    FALSE = -1
    UNKNOWN = 0
    TRUE = 1

    def __bool__(self) -> bool:
        msg = "compare with Truth.TRUE or Truth.FALSE: unknown is neither"
        raise TypeError(msg)

    @property
    def negated(self) -> "Truth":
        return Truth(-self)


Truths = npt.NDArray[np.int8]
"""Many at once."""
Certain = npt.NDArray[np.bool_]
"""What is never unknown."""


def known(fact: bool) -> Truth:  # noqa: FBT001 -- the fact is the argument
    return Truth.TRUE if fact else Truth.FALSE
