"""Event time: where a report belongs on the one time line, whatever the car's clock says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway.domain.report import Header, Placed, Report, Telemetry, TimeSource
from gateway.domain.vin import Vin

_WALL_MAY_LAG = timedelta(days=30)
_WALL_MAY_LEAD = timedelta(minutes=5)
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
    changed: dict[BootKey, Boot] = {}
    for report in reports:
        header = report.header
        key = (header.id.vin, header.id.boot_id)
        known = changed.get(key, boots.get(key))
        learned = _learn(header, known)
        if learned != known:
            changed[key] = learned
    merged = {**boots, **changed}
    placed = tuple(
        Placed(report, *_event_time(report, merged[_key(report)])) for report in reports
    )
    return placed, changed


def believes(header: Header, boot: Boot) -> bool:
    """Does the age that this message tells agree with the boot's time line?"""
    if header.age_ms is None or boot.started_at is None:
        return True
    since_start = timedelta(milliseconds=header.uptime_ms + header.age_ms)
    return header.received_at - since_start > boot.started_at - LONGEST_QUEUE


def _key(report: Report) -> BootKey:
    return (report.header.id.vin, report.header.id.boot_id)


def _learn(header: Header, known: Boot | None) -> Boot:
    started_at = known.started_at if known else None
    wall_offset = known.wall_offset_s if known else None
    if header.age_ms is not None:
        since_start = timedelta(milliseconds=header.uptime_ms + header.age_ms)
        bound = header.received_at - since_start
        if started_at is None or started_at - LONGEST_QUEUE < bound < started_at:
            started_at = bound
            measured_at = bound + timedelta(milliseconds=header.uptime_ms)
            wall_offset = header.wall_ms / 1000 - measured_at.timestamp()
    return Boot(boot_count=header.boot_count, started_at=started_at, wall_offset_s=wall_offset)


def _event_time(report: Report, boot: Boot) -> tuple[datetime, TimeSource]:
    """Never so late that the last row of the report would lie after its arrival."""
    header = report.header
    latest = header.received_at - _length(report)
    if boot.started_at is not None:
        at = boot.started_at + timedelta(milliseconds=header.uptime_ms)
        return min(at, latest), TimeSource.UPTIME
    wall = _wall_clock(header)
    if wall is not None and -_WALL_MAY_LEAD < header.received_at - wall < _WALL_MAY_LAG:
        return min(wall, latest), TimeSource.WALL
    return latest, TimeSource.ARRIVAL


def _length(report: Report) -> timedelta:
    if not isinstance(report, Telemetry):
        return timedelta()
    ends = [int(one.offsets_ms[-1]) for one in report.matrices if len(one.offsets_ms)]
    return timedelta(milliseconds=max(ends, default=0))


def _wall_clock(header: Header) -> datetime | None:
    try:
        return _EPOCH + timedelta(milliseconds=header.wall_ms)
    except OverflowError:
        return None
