"""The vehicle identification number, ISO 3779, with its check digit where it is demanded."""

import re
from dataclasses import dataclass

from gateway.domain.errors import InvalidVin

_SHAPE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REGIONS_WITH_CHECK_DIGIT = frozenset(
    "12345L"
)  # North America (49 CFR 565) and China (GB 16735)


@dataclass(frozen=True, slots=True, order=True)
class Vin:
    """17 characters; masked in repr, because a VIN is personal data.

    Raises `InvalidVin` on a wrong shape or, where the region demands it, a wrong check digit.
    """

    text: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.text):
            raise InvalidVin("17 letters and digits without I, O and Q are needed")
        if self.text[0] in _REGIONS_WITH_CHECK_DIGIT and self.text[8] != check_digit(self.text):
            raise InvalidVin(f"{self.masked} has a wrong check digit")

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def masked(self) -> str:
        return f"{self.text[:3]}…{self.text[-4:]}"

    def __repr__(self) -> str:
        return f"Vin({self.masked})"


def check_digit(text: str) -> str:
    """The character that position 9 of these 17 must hold."""
    rest = sum(_VALUES[c] * w for c, w in zip(text, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 -- the standard writes ten as X
