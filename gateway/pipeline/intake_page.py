"""What the intake page shows: what came in, what was kept aside, and why."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.report import RefusalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A frame that was kept aside; `payload_hex` is cut after 64 bytes."""

    id: int
    reason: RefusalReason
    detail: str
    topic: str
    size: int
    times_seen: int
    first_seen_at: datetime
    last_seen_at: datetime
    payload_hex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodLine:
    """So many different frames of one topic that most are counted only. `kept`: the others.

    `topic` empty: all topics together that came when there were too many to count apart.
    """

    reason: RefusalReason
    topic: str
    times_seen: int
    kept: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePage:
    """What came in and what was kept aside, with counts by reason and odd things noticed."""

    reports: dict[str, int]  # stored, missing, held_back, came_late; only what there is
    refused: dict[str, int]  # by reason
    oddities: dict[str, int]  # unknown_signal, unknown_code, clock_untrusted
    recent: tuple[RefusedLine, ...]
    floods: tuple[FloodLine, ...] = ()
