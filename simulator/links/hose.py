"""One direction of one connection: bytes come out in order, each after its delay."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from simulator.links.air import SEGMENT_BYTES, Crossing
from simulator.links.retransmission import resumption_s
from simulator.world_clock import WorldClock

FULL_BYTES = 64 * 1024


class Segment(NamedTuple):
    """World times at which it was sent and at which it arrives."""

    sent_s: float
    due_s: float
    data: bytes


class Hose:
    """`cross` tells what so many bytes sent now cost; `rto_s` is the first one of RFC 6298.

    Bytes wait while the hose is `stopped` or leads nowhere yet.
    """

    def __init__(
        self,
        source: asyncio.Transport,
        cross: Callable[[int, float], Crossing],
        world: WorldClock,
        *,
        rto_s: float,
        stopped: bool,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._source = source
        self._cross = cross
        self._world = world
        self._rto_s = rto_s
        self._stopped_s = world.now() if stopped else None
        self._ended = False
        self._sink: asyncio.Transport | None = None
        self._segments: deque[Segment] = deque()
        self._held = 0
        self._free_s = self._last_due_s = self._silent_until_s = world.now()
        self._timer: asyncio.TimerHandle | None = None

    def carry(self, data: bytes) -> None:
        for start in range(0, len(data), SEGMENT_BYTES):
            self._send(data[start : start + SEGMENT_BYTES])
        self._held += len(data)
        if self._held > FULL_BYTES:
            self._source.pause_reading()
        self._arm()

    def lead_to(self, sink: asyncio.Transport) -> None:
        self._sink = sink
        self._arm()

    def end(self) -> None:
        """The source is finished: close the sink behind the last byte."""
        self._ended = True
        self._arm()

    def stop(self) -> None:
        if self._stopped_s is None:
            self._stopped_s = self._world.now()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def go_on(self) -> None:
        """The path is there again; TCP notices when its timer next runs out."""
        if self._stopped_s is not None and self._segments:
            now_s = self._world.now()
            silent_s = now_s - max(self._stopped_s, self._segments[0].sent_s)
            self._silent_until_s = now_s + resumption_s(self._rto_s, silent_s)
        self._stopped_s = None
        self._arm()

    def _send(self, data: bytes) -> None:
        now_s = self._world.now()
        crossing = self._cross(len(data), now_s)
        self._free_s = max(now_s, self._free_s) + crossing.sending_s
        self._last_due_s = max(self._last_due_s, self._free_s + crossing.delay_s)
        self._segments.append(Segment(now_s, self._last_due_s, data))

    def _arm(self) -> None:
        if self._stopped_s is not None or self._sink is None or self._timer is not None:
            return
        if self._segments:
            due_s = max(self._segments[0].due_s, self._silent_until_s)
            wait = self._world.wall_seconds(due_s - self._world.now())
            self._timer = self._loop.call_later(max(0.0, wait), self._deliver, self._sink)
        elif self._ended:
            self._sink.close()

    def _deliver(self, sink: asyncio.Transport) -> None:
        self._timer = None
        now_s = self._world.now()
        due = []
        while self._segments and self._segments[0].due_s <= now_s:
            due.append(self._segments.popleft().data)
        ready = b"".join(due)
        self._held -= len(ready)
        if ready and not sink.is_closing():
            sink.write(ready)
        if self._held <= FULL_BYTES and not self._source.is_closing():
            self._source.resume_reading()
        self._arm()
