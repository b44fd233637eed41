"""Vehicle identification numbers (ISO 3779) that no maker has given to a car."""

import random
from typing import Final

# World manufacturer identifier and descriptor: position 9 follows, then year, plant and serial.
EUROPEAN: Final = ("W0VZZZE1", "W0V0XEP0", "VF1AG000", "VF3M45GZ", "VF7BANE0", "WVZZZZE3")
WITH_CHECK_DIGIT: Final = ("5YZ3E1EA", "1VDGA5E8", "LVDGE4CB")
SHARE_WITH_CHECK_DIGIT: Final = 0.15
YEARS: Final = "PRST"
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"

# As North America and China apply ISO 3779: a value a character, a weight a position.
VALUES: Final = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        map(int, "012345678912345678123457923456789"),
        strict=True,
    )
)
WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECK_DIGITS: Final = "0123456789X"


def draw_vin(rng: random.Random) -> str:
    """A valid VIN, mostly European; the regions that demand a check digit get the right one."""
    checked = rng.random() < SHARE_WITH_CHECK_DIGIT
    head = rng.choice(WITH_CHECK_DIGIT if checked else EUROPEAN)
    tail = f"{rng.choice(YEARS)}{rng.choice(ALPHABET[10:])}{rng.randrange(10**6):06d}"
    ninth = rng.choice(ALPHABET)
    if checked:
        ninth = CHECK_DIGITS[weighted_sum(f"{head}0{tail}") % 11]
    return f"{head}{ninth}{tail}"


def weighted_sum(vin: str) -> int:
    return sum(
        VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True)
    )
