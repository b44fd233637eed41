"""What a car really sends every ten seconds, as the bytes of one message."""

import random
from collections.abc import Iterator
from typing import Final

from simulator.agent.report import Boot, Kind, Report, StoredReport
from simulator.agent.sampler import Sampler
from simulator.car.car import Car
from simulator.days.day_plan import Phase

START_S: Final = 1_763_755_200.0
DRIVEN_S: Final = 600
BOOT: Final = Boot(vin="W0VZZZE1XSB000001", unit_id=2**62, boot_id=2**62, boot_count=1)


def payloads() -> list[bytes]:
    """The telemetry batches of ten minutes of one car, in a shuffled order."""
    batches = list(_batches())
    random.Random(7).shuffle(batches)  # noqa: S311 - reproducible on purpose
    return batches


def _batches() -> Iterator[bytes]:
    car = Car.build(BOOT.vin, 7, start_s=START_S)
    while car.phase is Phase.ASLEEP:
        car.advance(car.now_s + 1)
    begun_s = car.now_s
    sampler = Sampler(car, begun_s)
    for second in range(10, DRIVEN_S, 10):
        car.advance(begun_s + second)
        for started_s, batch in sampler.batches(begun_s + second):
            report = Report(
                kind=Kind.TELEMETRY,
                uptime_ms=round((started_s - begun_s) * 1000),
                wall_ms=round(started_s * 1000),
                body=batch.SerializeToString(),
            )
            stored = StoredReport(row=second, boot=BOOT, seq=second // 10, report=report)
            yield stored.payload(BOOT, second * 1000)
