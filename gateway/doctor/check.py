"""One thing that was looked at, and how it was."""

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """From good to bad; only `BAD` keeps the gateway from its work."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`found`: one sentence; `advice`: what to do, empty when nothing is to be done."""

    what: str
    health: Health
    found: str
    advice: str = ""


def good(what: str, found: str) -> Check:
    return Check(what=what, health=Health.GOOD, found=found)


def odd(what: str, found: str, advice: str) -> Check:
    return Check(what=what, health=Health.ODD, found=found, advice=advice)


def bad(what: str, found: str, advice: str) -> Check:
    return Check(what=what, health=Health.BAD, found=found, advice=advice)
