"""What has come from the broker and is not acknowledged yet."""

import asyncio
from collections import deque
from collections.abc import Sequence

from gateway.domain.errors import GatewayError
from gateway.domain.report import Frame

WINDOW = 8192
"""Messages that a broker may leave with us unacknowledged, where it lets us say so."""
FULL_BYTES = 32 << 20


class Inbox:
    """Bounded: whoever fills it stops reading while it is full.

    A broker that waits for an acknowledgement sends a message again; the copy of one that is
    still held here is dropped.
    """

    def __init__(self) -> None:
        self._waiting: deque[Frame] = deque()
        self._taken: deque[Frame] = deque()
        self._held: set[int] = set()
        self._bytes = 0
        self._news = asyncio.Event()
        self._end: GatewayError | None = None

    @property
    def full(self) -> bool:
        return self._bytes > FULL_BYTES or len(self._held) >= WINDOW

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def oldest_us(self) -> int | None:
        """When the oldest came of all that are held, taken or not; None when none is."""
        held = self._taken or self._waiting
        return held[0].received_us if held else None

    def put(self, frame: Frame) -> None:
        if frame.receipt:
            if frame.receipt in self._held:
                return
            self._held.add(frame.receipt)
        self._bytes += len(frame.payload)
        self._waiting.append(frame)
        self._news.set()

    def end(self, error: GatewayError) -> None:
        """Nothing more comes; what is here can still be taken."""
        self._end = self._end or error
        self._news.set()

    async def wait(self) -> None:
        """Until something is there; raises what ended it when all has been taken."""
        while not self._waiting:
            if self._end is not None:
                raise self._end
            self._news.clear()
            await self._news.wait()

    def take(self, most: int) -> Sequence[Frame]:
        """In the order of arrival."""
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._taken += taken
        return taken

    def release(self, frames: Sequence[Frame]) -> list[int]:
        """The receipts of what has been stored, in the order in which it was taken.

        Their numbers may be used again.
        """
        for _ in range(min(len(frames), len(self._taken))):
            self._taken.popleft()
        self._bytes -= sum(len(frame.payload) for frame in frames)
        receipts = [frame.receipt for frame in frames if frame.receipt]
        self._held.difference_update(receipts)
        return receipts
