"""Publishes a parcel at QoS 1, as a process of its own, and notes every PUBACK.

`python -m benchmarks.intake.publisher FOLDER`: says "ready" when it is connected, begins at a
line of input, says "done". On plain sockets and prepared packets, so that it takes little of
what it shares with those that are measured.
"""

import selectors
import socket
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.intake.parcel import PACKET_IDS, Cargo, Plan, unpack

OUTCOME: Final = "outcome.npz"
CONNACK: Final = b"\x20\x02\x00\x00"
PUBACK_BYTES: Final = 4
AT_ONCE: Final = 1 << 16
SHORTEST_WAIT_S: Final = 0.0005
LONGEST_WAIT_S: Final = 0.05
PATIENCE_S: Final = 30.0
WILL_GOES_NOWHERE: Final = b"\xe0\x00"
_STARTED: Final = time.time() - time.monotonic()


class Refused(Exception):
    """The broker did not let the publisher in, or has thrown it out."""


def unix_time() -> float:
    """As it went on from the start of this process, however the clock is set meanwhile."""
    return _STARTED + time.monotonic()


class Lane:
    """One connection: what of its cargo has been sent and acknowledged."""

    def __init__(self, cargo: Cargo, plan: Plan) -> None:
        self._cargo = cargo
        self._view = memoryview(cargo.octets)
        self._window = plan.window
        self.count = len(cargo.numbers)
        self.due_s = cargo.numbers / plan.rate if plan.rate else None
        self._sent_bytes = 0
        self._half = b""
        self.acknowledged = 0
        self.acked_at = np.full(self.count, np.nan)
        self.socket = socket.create_connection((plan.host, plan.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(cargo.connect)
        if self.socket.recv(len(CONNACK)) != CONNACK:
            raise Refused
        self.socket.setblocking(False)

    @property
    def done(self) -> bool:
        return self.acknowledged == self.count

    def send(self, since_s: float) -> None:
        """What the window, or the time that has passed, allows."""
        allowed = min(self._allowed(since_s), self.count)
        end = int(self._cargo.ends[allowed - 1]) if allowed else 0
        try:
            while self._sent_bytes < end:
                stop = min(end, self._sent_bytes + AT_ONCE)
                self._sent_bytes += self.socket.send(self._view[self._sent_bytes : stop])
        except BlockingIOError:
            return

    def hear(self) -> None:
        """PUBACKs, each with its packet id, whatever their order."""
        heard = self._half + self.socket.recv(AT_ONCE)
        if heard == self._half:
            raise Refused
        whole = len(heard) - len(heard) % PUBACK_BYTES
        self._half = heard[whole:]
        ids = np.frombuffer(heard[:whole], ">u2")[1::2].astype(np.int64)
        # Fewer are under way than there are ids, so an id means one message only.
        base = self.acknowledged
        oldest = max(0, base - self._window)
        places = oldest + (ids - 1 - oldest) % PACKET_IDS
        self.acked_at[places] = unix_time()
        self.acknowledged += len(places)

    def wait_s(self, since_s: float) -> float:
        """Until its next message is due."""
        if self.due_s is None:
            return LONGEST_WAIT_S
        place = int(np.searchsorted(self.due_s, since_s, "right"))
        return float(self.due_s[place]) - since_s if place < self.count else LONGEST_WAIT_S

    def close(self) -> None:
        self.socket.setblocking(True)
        self.socket.sendall(WILL_GOES_NOWHERE)
        self.socket.close()

    def _allowed(self, since_s: float) -> int:
        allowed = self.acknowledged + self._window
        if self.due_s is None:
            return allowed
        return min(allowed, int(np.searchsorted(self.due_s, since_s, "right")))


def publish(lanes: list[Lane]) -> float:
    """Returns when all is acknowledged, or nothing was for long; the unix time of its begin."""
    with selectors.DefaultSelector() as ears:
        for lane in lanes:
            ears.register(lane.socket, selectors.EVENT_READ, lane)
        began_s = heard_s = unix_time()
        while not all(lane.done for lane in lanes) and unix_time() - heard_s < PATIENCE_S:
            since_s = unix_time() - began_s
            for lane in lanes:
                lane.send(since_s)
            wait_s = min(lane.wait_s(since_s) for lane in lanes)
            for key, _ in ears.select(min(LONGEST_WAIT_S, max(SHORTEST_WAIT_S, wait_s))):
                key.data.hear()
                heard_s = unix_time()
    return began_s


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    plan = Plan.read(folder)
    cargoes = [unpack(folder, lane, plan.lanes) for lane in range(plan.lanes)]
    lanes = [Lane(cargo, plan) for cargo in cargoes if len(cargo.numbers)]
    say("ready")
    sys.stdin.readline()
    began_s = publish(lanes)
    acked_at = np.full(sum(lane.count for lane in lanes), np.nan)
    for lane, cargo in zip(lanes, cargoes, strict=False):
        acked_at[cargo.numbers] = lane.acked_at
        lane.close()
    np.savez(folder / OUTCOME, began_s=began_s, acked_at=acked_at)
    say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
