"""What a vehicle's window takes over a day, and whether it grows."""

import gc
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Final

import numpy as np

from benchmarks.intake.load import BACKLOG, CHANNELS, Fleet, Message
from diagnostics_rules import RULEBOOK
from gateway.domain.instant import to_us
from gateway.domain.report import Header, Matrix, Placed, ReportId, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.recent import Keeps
from gateway.triage.rulebook import Rulebook
from gateway.triage.screen import Screen
from gateway.triage.window import Window

VEHICLES: Final = 8
MESSAGES_AN_HOUR: Final = 360
NUMBERS: Final = tuple(one.number for one in CHANNELS)
SHARED: Final = (type, ModuleType, FunctionType, BuiltinFunctionType, Screen, Keeps, Rulebook)
"""What all windows have in common; it belongs to none."""


def bytes_a_vehicle(hours: int, beginning: datetime, seed: int) -> list[int]:
    """After each hour of driving, 20 signals once a second."""
    fleet, windows = Fleet.draw(VEHICLES, seed), dict[Vin, Window]()
    found, each = [], VEHICLES * MESSAGES_AN_HOUR
    for hour in range(hours):
        messages = fleet.messages(BACKLOG, hour * each, each, 0)
        batch = list[Heard]()
        for message in messages:
            batch.append(_heard(message, beginning))
            if len(batch) == VEHICLES:
                windows |= judge(RULEBOOK, windows, batch).windows
                batch.clear()
        found.append(size_of(windows.values()) // VEHICLES)
    return found


def size_of(windows: Iterable[Window]) -> int:
    """All that these alone keep in memory, each object once."""
    left, known, size = list[object](windows), set[int](), 0
    while left:
        each = left.pop()
        if id(each) in known or isinstance(each, SHARED):
            continue
        known.add(id(each))
        size += sys.getsizeof(each)
        if isinstance(each, np.ndarray) and each.base is not None:
            left.append(each.base)
        left += gc.get_referents(each)
    return size


def _heard(message: Message, beginning: datetime) -> Placed[Telemetry]:
    at = beginning + timedelta(milliseconds=message.uptime_ms)
    header = Header(
        id=ReportId(Vin(message.vin), message.boot_id, message.seq),
        boot_count=1,
        uptime_ms=message.uptime_ms,
        age_ms=0,
        wall_ms=0,
        received_us=to_us(at),
    )
    matrix = Matrix.of(NUMBERS, message.offsets_ms, message.values)
    return Placed.of(Telemetry(header, (matrix,)), at, TimeSource.UPTIME)
