"""The load: what a thousand healthy cars would send, and one in a hundred that is not."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.garage.garage import RegisteredCar, draw_garage

FAULTY_SHARE: Final = 0.01
BOOTED_S: Final = 60.0
"""Uptime of a unit at its first message."""

SINCE_MEASURED_MS: Final = 20
DRIVING: Final = 2.0
ISOLATION: Final = 24
FAULTY_ISOLATION_OHM: Final = 150e3


class Channel(NamedTuple):
    """A signal of the wire contract as it is on a motorway, and how much it moves."""

    number: int
    usual: float
    noise: float


CHANNELS: Final = (
    Channel(1, 27.0, 1.5),
    Channel(2, DRIVING, 0.0),
    Channel(3, 31e6, 3.0),
    Channel(4, 14.0, 0.1),
    Channel(10, 13.9, 0.05),
    Channel(11, 4.0, 1.0),
    Channel(12, 25.0, 3.0),
    Channel(20, 380.0, 1.0),
    Channel(21, 40.0, 15.0),
    Channel(22, 64.0, 0.05),
    Channel(23, 31.0, 0.2),
    Channel(ISOLATION, 2e6, 2e4),
    Channel(30, 52.0, 1.0),
    Channel(31, 80.0, 25.0),
    Channel(40, 45.0, 0.5),
    Channel(41, 2400.0, 30.0),
    Channel(50, 250.0, 0.7),
    Channel(51, 250.0, 0.7),
    Channel(52, 250.0, 0.7),
    Channel(53, 250.0, 0.7),
)
JITTER: Final = 10
"""A row is late by less than so many ms."""

_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`rows` a message, `interval_s` between two messages of a car.

    `lag_s`: how long ago the first message was measured. The cars are late by that much and
    bring home what they have kept, faster than it was made; 0 sends what is new.
    """

    rows: int
    interval_s: float
    lag_s: float


BACKLOG: Final = Pace(rows=10, interval_s=10.0, lag_s=6 * 3600.0)
ONE_ROW: Final = Pace(rows=1, interval_s=1.0, lag_s=6 * 3600.0)


class Message(NamedTuple):
    """`values`: float32, rows x channels; `offsets_ms`: uint32 after `uptime_ms`."""

    vin: str
    boot_id: int
    unit_id: int
    seq: int
    uptime_ms: int
    age_ms: int
    wall_ms: int
    offsets_ms: NDArray[np.uint32]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Cars that drive, each through one boot; `ids`: (boot, unit) of each."""

    cars: list[RegisteredCar]
    ids: list[tuple[int, int]]
    seed: int

    @classmethod
    def draw(cls, vehicles: int, seed: int) -> "Fleet":
        rng = random.Random(f"{seed} boots")  # noqa: S311 - reproducible on purpose
        ids = [(rng.randrange(1, 1 << 63), rng.randrange(1, 1 << 63)) for _ in range(vehicles)]
        return cls(draw_garage(vehicles, seed), ids, seed)

    def place(self, index: int) -> tuple[str, int]:
        """VIN and sequence of the message of that number: the cars take turns."""
        return self.cars[index % len(self.cars)].vin, index // len(self.cars) + 1

    def messages(self, pace: Pace, first: int, count: int, now_s: float) -> Iterator[Message]:
        """Those numbered from `first` on; the same for the same seed."""
        for begin in range(first, first + count, _CHUNK):
            size = min(_CHUNK, first + count - begin)
            columns = zip(
                self._values(begin, size, pace.rows),
                self._clocks(begin, size, pace),
                strict=True,
            )
            for index, (values, offsets_ms) in enumerate(columns, begin):
                yield self._message(index, values, offsets_ms, pace, now_s)

    def _message(
        self,
        index: int,
        values: NDArray[np.float32],
        offsets_ms: NDArray[np.uint32],
        pace: Pace,
        now_s: float,
    ) -> Message:
        number = index % len(self.cars)
        vin, seq = self.place(index)
        phase = number / len(self.cars) if not pace.lag_s else 0.0
        after_s = (seq + phase) * pace.interval_s
        age_s = max(0.0, pace.lag_s - after_s)
        return Message(
            vin=vin,
            boot_id=self.ids[number][0],
            unit_id=self.ids[number][1],
            seq=seq,
            uptime_ms=round((BOOTED_S + after_s) * 1000),
            age_ms=round(age_s * 1000) + SINCE_MEASURED_MS,
            wall_ms=round((now_s - age_s) * 1000),
            offsets_ms=offsets_ms,
            values=values,
        )

    def _clocks(self, begin: int, size: int, pace: Pace) -> NDArray[np.uint32]:
        """Messages x rows, in ms: no unit samples to the millisecond."""
        even = np.linspace(0, 900 * pace.interval_s, pace.rows)
        jitter = np.random.default_rng([begin, self.seed]).integers(
            JITTER, size=(size, pace.rows)
        )
        jitter[:, 0] = 0
        offsets_ms: NDArray[np.uint32] = np.sort(even + jitter).astype("<u4")
        return offsets_ms

    def _values(self, begin: int, size: int, rows: int) -> NDArray[np.float32]:
        """Messages x rows x channels."""
        usual = np.array([one.usual for one in CHANNELS], "<f4")
        noise = np.array([one.noise for one in CHANNELS], "<f4")
        drawn = np.random.default_rng([self.seed, begin]).standard_normal(
            (size, rows, len(CHANNELS)), "<f4"
        )
        values: NDArray[np.float32] = drawn * noise + usual
        column = [one.number for one in CHANNELS].index(ISOLATION)
        numbers = (begin + np.arange(size)) % len(self.cars)
        values[numbers < len(self.cars) * FAULTY_SHARE, :, column] = FAULTY_ISOLATION_OHM
        return values
