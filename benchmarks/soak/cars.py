"""The cars of a soak, as a process of their own: `python -m benchmarks.soak.cars FOLDER`.

Says "ready" when it is connected, begins at a line of input, tells every half second how many
reports have been sent and acknowledged, and leaves the acknowledged ones behind as a file.
"""

import json
import selectors
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from benchmarks.soak.lane import Lane
from benchmarks.soak.report import Car, Report
from simulator.agent.mqtt.packets import Credentials

ORDERS: Final = "orders.json"
ACKNOWLEDGED: Final = "acknowledged.npy"
TELL_EVERY_S: Final = 0.5
WAIT_S: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`reports`: over all cars, the same number each; `per_s`: likewise, and no faster.

    `every_s`: of a car's own time from one of its reports to the next. All were made before the
    first is sent, as by a car that comes back from where there is no network.
    """

    host: str
    port: int
    username: str
    password: str
    cars: list[Car]
    reports: int
    per_s: float
    every_s: float
    lanes: int
    window: int

    @classmethod
    def read(cls, folder: Path) -> "Orders":
        told: dict[str, Any] = json.loads((folder / ORDERS).read_text())
        return cls(**told | {"cars": [Car(*one) for one in told["cars"]]})

    @property
    def each(self) -> int:
        return self.reports // len(self.cars)

    @property
    def made_in_s(self) -> float:
        """So long after its boot a car has made all of its reports."""
        return self.each * self.every_s


class Fleet:
    """`acknowledged`: bool, cars x sequences."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._place = {car.boot_id: place for place, car in enumerate(orders.cars)}
        self.acknowledged = np.zeros((len(orders.cars), orders.each + 1), bool)
        self.count = 0
        self._began_s = time.monotonic()
        self.lanes = [self._lane(number) for number in range(orders.lanes)]

    @property
    def age_s(self) -> float:
        return time.monotonic() - self._began_s

    @property
    def up_s(self) -> float:
        """Seconds since the boot of all cars."""
        return self._orders.made_in_s + self.age_s

    @property
    def sent(self) -> int:
        return sum(lane.sent for lane in self.lanes)

    def told(self) -> str:
        """A line of JSON."""
        connects = sum(lane.connects for lane in self.lanes)
        told = {"sent": self.sent, "acknowledged": self.count, "connects": connects}
        return json.dumps(told)

    def drive(self) -> Iterator[None]:
        """Until everything has been acknowledged, a turn at a time."""
        while self.count < self._orders.each * len(self._orders.cars):
            allowed = int(self._orders.per_s / len(self.lanes) * self.age_s)
            for lane in self.lanes:
                self._turn(lane, allowed - lane.sent)
            self._listen()
            yield

    def _turn(self, lane: Lane, allowed: int) -> None:
        if not lane.look_after():
            return
        try:
            lane.send(max(0, allowed), self.up_s)
        except OSError:
            lane.drop()

    def _listen(self) -> None:
        with selectors.DefaultSelector() as ears:
            for lane in self.lanes:
                if lane.socket is not None:
                    ears.register(lane.socket, selectors.EVENT_READ, lane)
            if not ears.get_map():
                time.sleep(WAIT_S)
                return
            for key, _ in ears.select(WAIT_S):
                self._hear(key.data)

    def _hear(self, lane: Lane) -> None:
        try:
            heard = lane.hear()
        except OSError:
            lane.drop()
            return
        for report in heard:
            self.acknowledged[self._place[report.car.boot_id], report.seq] = True
        self.count += len(heard)

    def _lane(self, number: int) -> Lane:
        orders = self._orders
        credentials = Credentials(
            client_id=f"soak-{number}", username=orders.username, password=orders.password
        )
        cars = orders.cars[number :: orders.lanes]
        reports = (
            Report(car, seq, seq * orders.every_s)
            for seq in range(1, orders.each + 1)
            for car in cars
        )
        return Lane((orders.host, orders.port), credentials, reports, orders.window)


def main(folder: Path) -> None:
    fleet = Fleet(Orders.read(folder))
    while not all(lane.look_after() for lane in fleet.lanes):
        time.sleep(WAIT_S)
    click.echo("ready")
    sys.stdin.readline()
    told_s = 0.0
    for _ in fleet.drive():
        if fleet.age_s - told_s > TELL_EVERY_S:
            told_s = fleet.age_s
            click.echo(fleet.told())
    click.echo(fleet.told())
    np.save(folder / ACKNOWLEDGED, fleet.acknowledged)
    click.echo("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
