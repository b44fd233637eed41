"""What is said of vehicles that are refused: a fleet that is turned away fills no log."""

import time
from collections import Counter
from typing import Final

import structlog

from gateway.domain.certificate import Applicant, Refusal

_EVERY_S: Final = 10.0
_log = structlog.get_logger(__name__)


class Refusals:
    """The first one is told at once, the following ones together."""

    def __init__(self) -> None:
        self._untold: Counter[str] = Counter()
        self._tell_at = 0.0

    def note(self, why: Refusal, who: Applicant | None) -> None:
        self._untold[why.name.lower()] += 1
        now = time.monotonic()
        if now >= self._tell_at:
            self._tell_at = now + _EVERY_S
            _log.warning("vehicles refused", last=repr(who), why=why.value, **self._untold)
            self._untold.clear()
