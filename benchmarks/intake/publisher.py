"""Publishes a parcel at QoS 1, as a process of its own, and notes every PUBACK.

`python -m benchmarks.intake.publisher FOLDER`: says "ready" when it is connected, begins at a
line of input, says "done". On plain sockets and prepared packets, so that it takes little of
what it shares with those that are measured.
"""

import selectors
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.intake.parcel import PACKET_IDS, Cargo, Plan, unpack

OUTCOME: Final = "outcome.npz"
CONNACK: Final = b"\x20\x02\x00\x00"
PUBACK_BYTES: Final = 4
AT_ONCE: Final = 1 << 16
A_TICK_S: Final = 0.001
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
    """One connection: what of its cargo may be sent, has been, and is acknowledged."""

    def __init__(self, cargo: Cargo, plan: Plan) -> None:
        """ValueError for a window in which one packet id could mean two messages."""
        if 2 * plan.window > PACKET_IDS:
            raise ValueError(f"a window of {plan.window} needs twice as many packet ids")
        self._view = memoryview(cargo.octets)
        self._ends = cargo.ends.tolist()
        self._window = plan.window
        self.count = len(self._ends)
        self.due = 0
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

    def send(self) -> bool:
        """What is due and the window allows; False when the socket takes no more of it."""
        allowed = min(self.due, self.acknowledged + self._window)
        end = self._ends[allowed - 1] if allowed else 0
        try:
            while self._sent_bytes < end:
                stop = min(end, self._sent_bytes + AT_ONCE)
                self._sent_bytes += self.socket.send(self._view[self._sent_bytes : stop])
        except BlockingIOError:
            return False
        return True

    def hear(self) -> int:
        """How many PUBACKs: each with its packet id, whatever their order."""
        heard, now_s = self._half + self.socket.recv(AT_ONCE), unix_time()
        if heard == self._half:
            raise Refused
        whole = len(heard) - len(heard) % PUBACK_BYTES
        self._half = heard[whole:]
        # None beyond the window was sent, so an id means the newest that it can.
        oldest = max(0, self.acknowledged + self._window - PACKET_IDS)
        for at in range(PUBACK_BYTES - 2, whole, PUBACK_BYTES):
            place = heard[at] << 8 | heard[at + 1]
            self.acked_at[oldest + (place - 1 - oldest) % PACKET_IDS] = now_s
        self.acknowledged += whole // PUBACK_BYTES
        return whole // PUBACK_BYTES

    def close(self) -> None:
        self.socket.setblocking(True)
        self.socket.sendall(WILL_GOES_NOWHERE)
        self.socket.close()


def publish(lanes: Sequence[Lane], rate: float | None) -> float:
    """Returns when all is acknowledged, or nothing was for long; the unix time of its begin.

    Without a `rate` everything is due at once, else so many messages a second.
    """
    left = count = sum(lane.count for lane in lanes)
    released = 0
    with selectors.DefaultSelector() as ears:
        for lane in lanes:
            ears.register(lane.socket, selectors.EVENT_READ, lane)
        began_s = heard_s = unix_time()
        sending: set[Lane] = set()
        while left and unix_time() - heard_s < PATIENCE_S:
            due = count if rate is None else int((unix_time() - began_s) * rate) + 1
            for number in range(released, min(due, count)):
                lane = lanes[number % len(lanes)]
                lane.due += 1
                sending.add(lane)
            released = min(due, count)
            sending = {lane for lane in sending if not lane.send()}
            patience_s = LONGEST_WAIT_S
            if rate is not None and released < count:
                # Each PUBACK by itself would wake it as often as there are messages.
                time.sleep(max(A_TICK_S, began_s + released / rate - unix_time()))
                patience_s = 0.0
            for key, _ in ears.select(patience_s):
                left -= key.data.hear()
                heard_s = unix_time()
                sending.add(key.data)
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
    began_s = publish(lanes, plan.rate)
    acked_at = np.full(sum(lane.count for lane in lanes), np.nan)
    for lane, cargo in zip(lanes, cargoes, strict=False):
        acked_at[cargo.numbers] = lane.acked_at
        lane.close()
    np.savez(folder / OUTCOME, began_s=began_s, acked_at=acked_at)
    say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
