"""One connection of the cars' side: it comes back, and sends again what has no PUBACK."""

import errno
import socket
import time
from collections import deque
from collections.abc import Iterator
from typing import Final

from benchmarks.soak.report import Report
from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, PacketType, Will

KEEPALIVE_S: Final = 60
CONNECT_S: Final = 3.0
AGAIN_S: Final = 0.3
SILENCE_S: Final = 6.0
"""A broker that acknowledges nothing for so long is given up, and another connection tried."""

PACKET_IDS: Final = 65_535
AT_ONCE: Final = 1 << 16
ACCEPTED: Final = b"\x20\x02\x00\x00"
_WILL: Final = Will("v1/nobody/telemetry", b"")


class Lane:
    """Sends its reports in their order; those in flight are `window` at most."""

    def __init__(
        self,
        address: tuple[str, int],
        credentials: Credentials,
        reports: Iterator[Report],
        window: int,
    ) -> None:
        self._address = address
        self._connect = packets.connect(credentials, KEEPALIVE_S, _WILL)
        self._reports = reports
        self._window = window
        self._again: deque[Report] = deque()
        self._flying: dict[int, Report] = {}
        self._out = bytearray()
        self._in = bytearray()
        self._next_id = 0
        self._try_at_s = 0.0
        self._heard_s = 0.0
        self.socket: socket.socket | None = None
        self.connects = 0
        self.sent = 0

    @property
    def idle(self) -> bool:
        return not self._flying and not self._again and not self._out

    def look_after(self) -> bool:
        """Connect if it is time to; drop a connection that is silent. Is there one now?"""
        now_s = time.monotonic()
        if self.socket is None and now_s >= self._try_at_s:
            self._open(now_s)
        elif self.socket is not None and self._flying and now_s - self._heard_s > SILENCE_S:
            self.drop()
        return self.socket is not None

    def drop(self) -> None:
        """What was in flight goes first in the next connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
        self._again.extendleft(reversed(self._flying.values()))
        self._flying.clear()
        self._out.clear()
        self._in.clear()
        self._try_at_s = time.monotonic() + AGAIN_S

    def send(self, allowed: int, up_s: float) -> None:
        """At most so many new ones. Raises OSError when the link is gone."""
        new = 0
        while len(self._flying) < self._window and len(self._out) < AT_ONCE:
            if self._again:
                report = self._again.popleft()
            elif new < allowed and (fresh := next(self._reports, None)) is not None:
                report, new = fresh, new + 1
            else:
                break
            self._put(report, up_s)
        self.sent += new
        self._flush()

    def hear(self) -> list[Report]:
        """Those that the broker has acknowledged. Raises OSError when the link is gone."""
        if self.socket is None:
            return []
        heard = self.socket.recv(AT_ONCE)
        if not heard:
            raise ConnectionResetError(errno.ECONNRESET, "the broker has closed")
        self._heard_s = time.monotonic()
        self._in += heard
        done: list[Report] = []
        while (packet := packets.take_packet(self._in)) is not None:
            if packet.type == PacketType.PUBACK:
                done.append(self._flying.pop(packets.read_packet_id(packet)))
        return done

    def _open(self, now_s: float) -> None:
        self._try_at_s = now_s + AGAIN_S
        made = socket.socket()
        try:
            made.settimeout(CONNECT_S)
            made.connect(self._address)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.sendall(self._connect)
            if made.recv(len(ACCEPTED)) != ACCEPTED:
                raise ConnectionRefusedError(errno.ECONNREFUSED, "no CONNACK")
        except OSError:
            made.close()
            return
        made.setblocking(False)
        self.socket, self._heard_s, self.connects = made, time.monotonic(), self.connects + 1

    def _put(self, report: Report, up_s: float) -> None:
        self._next_id = self._next_id % PACKET_IDS + 1
        self._flying[self._next_id] = report
        body = report.body(up_s, time.time())
        self._out += packets.publish(self._next_id, report.topic, body)

    def _flush(self) -> None:
        try:
            while self._out and self.socket is not None:
                gone = self.socket.send(memoryview(self._out)[:AT_ONCE])
                del self._out[:gone]
        except BlockingIOError:
            return
