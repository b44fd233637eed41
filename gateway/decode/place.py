"""Event time: where a report belongs on the one time line, whatever the car's clock says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

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
    line = {**boots, **changed} if changed else boots
    return [_place(one, line[key]) for key, one in zip(keys, reports, strict=True)], changed


def believes(header: Header, boot: Boot) -> bool:
    """Does the age that this message tells agree with the boot's time line?"""
    started_us = _start_told(header)
    if started_us is None or boot.started_us is None:
        return True
    return boot.started_us - started_us < _LONGEST_QUEUE_US


def _learn(header: Header, known: Boot | None) -> Boot:
    """`known` itself, if there is nothing new.

    The start is that of the message that has come soonest: the longer one was under way, the
    later it makes the boot begin.
    """
    if known is None:
        known = Boot(header.boot_count, None, None)
    told_us, known_us = _start_told(header), known.started_us
    if told_us is not None and (
        known_us is None or known_us - _LONGEST_QUEUE_US < told_us < known_us
    ):
        wall_offset_s = header.wall_ms / 1e3 - (told_us + header.uptime_ms * _US_A_MS) / 1e6
        return Boot(header.boot_count, told_us, wall_offset_s)
    if header.boot_count != known.boot_count:
        return known._replace(boot_count=header.boot_count)
    return known


def _start_told(header: Header) -> int | None:
    """When the boot began, were this message received at the moment of sending."""
    age_ms = header.age_ms
    if age_ms is None:
        return None
    return header.received_us - (header.uptime_ms + age_ms) * _US_A_MS


def _place(report: Report, boot: Boot) -> Placed[Report]:
    """Never so late that the last row of the report would lie after its arrival."""
    header, source = report.header, _UPTIME
    latest_us = header.received_us - _length_ms(report) * _US_A_MS
    if boot.started_us is not None:
        at_us = boot.started_us + header.uptime_ms * _US_A_MS
    else:
        at_us, source = _by_wall_clock(header) or (latest_us, TimeSource.ARRIVAL)
    return tuple.__new__(Placed, (report, min(at_us, latest_us), source))


def _length_ms(report: Report) -> int:
    matrices = report.matrices if isinstance(report, Telemetry) else ()
    if len(matrices) == 1:
        return matrices[0].last_ms
    return max([matrix.last_ms for matrix in matrices], default=0)


def _by_wall_clock(header: Header) -> tuple[int, TimeSource] | None:
    """None when it cannot be believed."""
    wall_us = header.wall_ms * _US_A_MS
    lag_us = header.received_us - wall_us
    believed = -_WALL_MAY_LEAD_US < lag_us < _WALL_MAY_LAG_US
    return (wall_us, TimeSource.WALL) if believed else None
