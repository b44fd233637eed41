"""Event time: where a report belongs on the one time line, whatever the car's clock says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from gateway.domain.report import Header, Placed, Report, Telemetry, TimeSource
from gateway.domain.vin import Vin

_WALL_MAY_LAG = timedelta(days=30)
_WALL_MAY_LEAD = timedelta(minutes=5)
_MILLISECOND = timedelta(milliseconds=1)
_UPTIME = TimeSource.UPTIME
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_QUEUE = timedelta(days=7)
"""A message that would move the start of a boot further back than any queue could hold it up
lies about its age, and moves nothing."""

BootKey = tuple[Vin, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """One run of a vehicle's unit.

    `started_at`: the earliest instant that its reports allow for its start, so that a
    message which lay in a queue does not move the time line; None until one told its age.
    `wall_offset_s`: wall clock of the car less ours, seconds.
    """

    boot_count: int
    started_at: datetime | None
    wall_offset_s: float | None


def place(
    reports: Sequence[Report], boots: Mapping[BootKey, Boot]
) -> tuple[tuple[Placed[Report], ...], dict[BootKey, Boot]]:
    """The reports with their event times, and the boots that this changed."""
    keys: list[BootKey] = [one.header.id[:2] for one in reports]
    changed: dict[BootKey, Boot] = {}
    for key, report in zip(keys, reports, strict=True):
        known = changed.get(key) or boots.get(key)
        boot = _learn(report.header, known)
        if boot is not known:
            changed[key] = boot
    placed = tuple(
        [
            _place(report, changed.get(key) or boots[key])
            for key, report in zip(keys, reports, strict=True)
        ]
    )
    return placed, changed


def believes(header: Header, boot: Boot) -> bool:
    """Does the age that this message tells agree with the boot's time line?"""
    if header.age_ms is None or boot.started_at is None:
        return True
    elapsed = header.received_at - boot.started_at
    return _since_start(header, header.age_ms) < elapsed + LONGEST_QUEUE


def _learn(header: Header, known: Boot | None) -> Boot:
    """`known` itself, if there is nothing new."""
    if known is None:
        known = Boot(boot_count=header.boot_count, started_at=None, wall_offset_s=None)
    started_at = _earlier_start(header, known.started_at)
    if started_at is not None:
        measured_at = started_at + header.uptime_ms * _MILLISECOND
        return Boot(
            boot_count=header.boot_count,
            started_at=started_at,
            wall_offset_s=header.wall_ms / 1000 - measured_at.timestamp(),
        )
    if header.boot_count != known.boot_count:
        return replace(known, boot_count=header.boot_count)
    return known


def _since_start(header: Header, age_ms: int) -> timedelta:
    """From the start of the boot to the moment of sending, on the vehicle's clock."""
    return (header.uptime_ms + age_ms) * _MILLISECOND


def _earlier_start(header: Header, started_at: datetime | None) -> datetime | None:
    """If it has come sooner than all before it. The longer it was under way, the less."""
    if header.age_ms is None:
        return None
    since_start = _since_start(header, header.age_ms)
    if started_at is not None:
        elapsed = header.received_at - started_at
        if not elapsed < since_start < elapsed + LONGEST_QUEUE:
            return None
    return header.received_at - since_start


def _place(report: Report, boot: Boot) -> Placed[Report]:
    """Never so late that the last row of the report would lie after its arrival."""
    header = report.header
    latest = header.received_at - _length_ms(report) * _MILLISECOND
    if boot.started_at is not None:
        at, source = boot.started_at + header.uptime_ms * _MILLISECOND, _UPTIME
    else:
        at, source = _by_wall_clock(header) or (latest, TimeSource.ARRIVAL)
    return Placed.__new__(Placed, report, min(at, latest), source)


def _length_ms(report: Report) -> int:
    longest = 0
    if isinstance(report, Telemetry):
        for matrix in report.matrices:
            if len(matrix.offsets_ms):
                longest = max(longest, matrix.offsets_ms.item(-1))
    return longest


def _by_wall_clock(header: Header) -> tuple[datetime, TimeSource] | None:
    """None when it cannot be believed."""
    try:
        wall = _EPOCH + timedelta(milliseconds=header.wall_ms)
    except OverflowError:
        return None
    believed = -_WALL_MAY_LEAD < header.received_at - wall < _WALL_MAY_LAG
    return (wall, TimeSource.WALL) if believed else None
