"""One direction of one connection: bytes come out in order, each after its delay."""

import asyncio
from collections import deque
from collections.abc import Callable

FULL_BYTES = 64 * 1024


class Hose:
    """`delay` gives wall seconds for the next bytes, `pace` wall seconds a byte.

    Bytes wait while the hose is `stopped` or leads nowhere yet.
    """

    def __init__(
        self,
        source: asyncio.Transport,
        delay: Callable[[], float],
        pace: float,
        *,
        stopped: bool,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._source = source
        self._delay = delay
        self._pace = pace
        self._stopped = stopped
        self._ended = False
        self._sink: asyncio.Transport | None = None
        self._bytes: deque[tuple[float, bytes]] = deque()
        self._held = 0
        self._last_due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def carry(self, data: bytes) -> None:
        due = max(self._loop.time() + self._delay(), self._last_due) + len(data) * self._pace
        self._last_due = due
        self._bytes.append((due, data))
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
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def go_on(self) -> None:
        self._stopped = False
        self._arm()

    def _arm(self) -> None:
        if self._stopped or self._sink is None or self._timer is not None:
            return
        if self._bytes:
            self._timer = self._loop.call_at(self._bytes[0][0], self._deliver, self._sink)
        elif self._ended:
            self._sink.close()

    def _deliver(self, sink: asyncio.Transport) -> None:
        self._timer = None
        now = self._loop.time()
        due = []
        while self._bytes and self._bytes[0][0] <= now:
            due.append(self._bytes.popleft()[1])
        ready = b"".join(due)
        self._held -= len(ready)
        if ready and not sink.is_closing():
            sink.write(ready)
        if self._held <= FULL_BYTES and not self._source.is_closing():
            self._source.resume_reading()
        self._arm()
