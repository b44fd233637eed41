"""The gap ledger: which reports are missing, since when, and when the vehicle is asked."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.domain.vin import Vin
from gateway.pipeline.holdback import Held, KnownBoot

ASK_AFTER = timedelta(seconds=15)
"""Of the wall, like all that concerns asking: what is on its way or held in a broker comes
without being asked for."""
ASK_AGAIN_AFTER = timedelta(minutes=1)
"""The first time, then four times as long after each."""
MOST_ASKED = 6
"""In one series, which takes hours: however often a vehicle comes and goes, it is asked no more
often than that."""
ASKED_ANEW_FOR = timedelta(days=30)
"""Of event time: a gap so old is not asked for anew when its vehicle comes back."""
MOST_GAPS = 256
"""Of one boot, the newest; a vehicle that misses more is asked for them piece by piece."""
MOST_RANGES = 128
MOST_SEQUENCES = 4096
"""In one request: `ResendRequest` in proto/v1/commands.proto."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGap:
    """Reports of one boot that have been made and have not come.

    `noticed_at`: event time; `since`, `until`: event times of the reports around it, None where
    none is known; `asked`: how often the vehicle has been asked since the gap last became
    smaller, or since it came back when that was in vain; `due_at`: when it is asked next, of
    the wall; None: not any more.
    """

    vin: Vin
    boot_id: int
    first_seq: int
    last_seq: int
    noticed_at: datetime
    since: datetime | None = None
    until: datetime | None = None
    asked: int = 0
    due_at: datetime | None = None

    @property
    def reports(self) -> int:
        return self.last_seq - self.first_seq + 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, for the gateway's clock and for the wall's."""

    world: datetime
    wall: datetime


def renewed(
    vin: Vin,
    boots: Iterable[KnownBoot],
    known: Iterable[KnownGap],
    heard: Iterable[Held],
    now: Moment,
) -> list[KnownGap]:
    """The gaps of these boots of one vehicle as they are now.

    `known`: as they were; `heard`: reports whose event time is at hand. A gap that has become
    smaller is waited for again before the vehicle is asked.
    """
    before: dict[int, list[KnownGap]] = {}
    for gap in sorted(known, key=lambda one: one.first_seq):
        before.setdefault(gap.boot_id, []).append(gap)
    times = _times(heard)
    return [
        _renewed(gap, before.get(boot.boot_id, ()), now.wall)
        for boot in boots
        for gap in _gaps(vin, boot, times.get(boot.boot_id, ()), now)
    ]


def asked_once_more(gap: KnownGap, now: datetime) -> KnownGap:
    """After it has been asked for; `now` of the wall."""
    asked = gap.asked + 1
    pause = ASK_AGAIN_AFTER * 4 ** (asked - 1)
    return replace(gap, asked=asked, due_at=None if asked >= MOST_ASKED else now + pause)


def asked_anew(gap: KnownGap, noticed_since: datetime, due_at: datetime) -> KnownGap:
    """When its vehicle has come back: one that was asked for in vain gets another series."""
    in_vain = gap.due_at is None and gap.asked >= MOST_ASKED
    if not in_vain or gap.noticed_at <= noticed_since:
        return gap
    return replace(gap, asked=0, due_at=due_at)


def fitting(gaps: Iterable[KnownGap]) -> list[KnownGap]:
    """As many of these as fit into one request; of the last one perhaps a part."""
    fit: list[KnownGap] = []
    left = MOST_SEQUENCES
    for gap in gaps:
        if not left or len(fit) == MOST_RANGES:
            break
        fit.append(gap)
        left -= min(left, gap.reports)
    return fit


def one_request(gaps: Iterable[KnownGap]) -> list[KnownGap]:
    """What is asked for of these in one message: of one too long the end."""
    asked: list[KnownGap] = []
    left = MOST_SEQUENCES
    for gap in fitting(gaps):
        part = min(left, gap.reports)
        left -= part
        asked.append(replace(gap, first_seq=gap.last_seq - part + 1))
    return asked


Times = Sequence[tuple[int, datetime]]
"""Sequences of one boot and their event times, rising."""


def _times(heard: Iterable[Held]) -> Mapping[int, Times]:
    times: dict[int, list[tuple[int, datetime]]] = {}
    for one in heard:
        times.setdefault(one.id.boot_id, []).append((one.id.seq, one.at))
    return {boot: sorted(each) for boot, each in times.items()}


def _gaps(vin: Vin, boot: KnownBoot, times: Times, now: Moment) -> Iterator[KnownGap]:
    """Those of one boot, as if all had just been noticed."""
    for first, last in boot.missing.ranges[-MOST_GAPS:]:
        at = bisect_left(times, first, key=lambda one: one[0])
        yield KnownGap(
            vin=vin,
            boot_id=boot.boot_id,
            first_seq=first,
            last_seq=last,
            noticed_at=now.world,
            since=times[at - 1][1] if at else None,
            until=times[at][1] if at < len(times) else None,
            due_at=now.wall + ASK_AFTER,
        )


def _renewed(gap: KnownGap, before: Sequence[KnownGap], wall: datetime) -> KnownGap:
    """What was known of it before it became smaller still holds; `before`: rising."""
    at = bisect_left(before, gap.first_seq, key=lambda one: one.last_seq)
    if at == len(before) or before[at].first_seq > gap.last_seq:
        return gap
    old = before[at]
    if (old.first_seq, old.last_seq) == (gap.first_seq, gap.last_seq):
        return replace(old, since=old.since or gap.since, until=old.until or gap.until)
    return replace(
        gap,
        noticed_at=old.noticed_at,
        since=gap.since or old.since,
        until=gap.until or old.until,
        due_at=wall + ASK_AFTER,
    )
