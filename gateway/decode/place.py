"""Event time: where a report belongs on the one time line, whatever the car's clock says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from gateway.domain.instant import to_us
from gateway.domain.report import Header, Placed, Report, Telemetry, TimeSource
from gateway.domain.vin import Vin

_US_A_MS = 1000
_MICROSECOND = timedelta(microseconds=1)
_WALL_MAY_LAG_US = timedelta(days=30) // _MICROSECOND
_WALL_MAY_LEAD_US = timedelta(minutes=5) // _MICROSECOND
_UPTIME = TimeSource.UPTIME

LONGEST_QUEUE = timedelta(days=7)
"""A message that would move the start of a boot further back than any queue could hold it up
lies about its age, and moves nothing."""
_LONGEST_QUEUE_US = LONGEST_QUEUE // _MICROSECOND

BootKey = tuple[Vin, int]


class Boot(NamedTuple):
    """One run of a vehicle's unit.

    `started_us`: the earliest instant that its reports allow for its start (microseconds since
    1970 UTC), so that a message which lay in a queue does not move the time line; None until
    one told its age. `wall_offset_s`: wall clock of the car less ours, seconds.
    """

    boot_count: int
    started_us: int | None
    wall_offset_s: float | None


def place(
    reports: Sequence[Report], boots: Mapping[BootKey, Boot]
) -> tuple[Sequence[Placed[Report]], dict[BootKey, Boot]]:
    """The reports with their event times, and the boots that this changed."""
    keys: list[BootKey] = [one.header.id[:2] for one in reports]
    changed: dict[BootKey, Boot] = {}
    for key, report in zip(keys, reports, strict=True):
        known = changed.get(key) or boots.get(key)
        boot = _learn(report.header, known)
        if boot is not known:
            changed[key] = boot
    line = {**boots, **changed}
    return [_place(one, line[key]) for key, one in zip(keys, reports, strict=True)], changed


def believes(header: Header, boot: Boot) -> bool:
    """Does the age that this message tells agree with the boot's time line?"""
    if header.age_ms is None or boot.started_us is None:
        return True
    elapsed_us = to_us(header.received_at) - boot.started_us
    return _since_start_us(header, header.age_ms) < elapsed_us + _LONGEST_QUEUE_US


def _learn(header: Header, known: Boot | None) -> Boot:
    """`known` itself, if there is nothing new."""
    if known is None:
        known = Boot(header.boot_count, None, None)
    started_us = _earlier_start(header, known.started_us)
    if started_us is not None:
        wall_offset_s = header.wall_ms / 1e3 - (started_us + header.uptime_ms * _US_A_MS) / 1e6
        return Boot(header.boot_count, started_us, wall_offset_s)
    if header.boot_count != known.boot_count:
        return known._replace(boot_count=header.boot_count)
    return known


def _since_start_us(header: Header, age_ms: int) -> int:
    """From the start of the boot to the moment of sending, on the vehicle's clock."""
    return (header.uptime_ms + age_ms) * _US_A_MS


def _earlier_start(header: Header, started_us: int | None) -> int | None:
    """If it has come sooner than all before it. The longer it was under way, the less."""
    if header.age_ms is None:
        return None
    since_start_us = _since_start_us(header, header.age_ms)
    received_us = to_us(header.received_at)
    if started_us is not None:
        elapsed_us = received_us - started_us
        if not elapsed_us < since_start_us < elapsed_us + _LONGEST_QUEUE_US:
            return None
    return received_us - since_start_us


def _place(report: Report, boot: Boot) -> Placed[Report]:
    """Never so late that the last row of the report would lie after its arrival."""
    header = report.header
    latest_us = to_us(header.received_at) - _length_ms(report) * _US_A_MS
    if boot.started_us is not None:
        at_us, source = boot.started_us + header.uptime_ms * _US_A_MS, _UPTIME
    else:
        at_us, source = _by_wall_clock(header) or (latest_us, TimeSource.ARRIVAL)
    return Placed.__new__(Placed, report, min(at_us, latest_us), source)


def _length_ms(report: Report) -> int:
    longest = 0
    if isinstance(report, Telemetry):
        for matrix in report.matrices:
            longest = max(longest, matrix.last_ms)
    return longest


def _by_wall_clock(header: Header) -> tuple[int, TimeSource] | None:
    """None when it cannot be believed."""
    wall_us = header.wall_ms * _US_A_MS
    lag_us = to_us(header.received_at) - wall_us
    believed = -_WALL_MAY_LEAD_US < lag_us < _WALL_MAY_LAG_US
    return (wall_us, TimeSource.WALL) if believed else None
