"""What has come from the broker and is not stored yet."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import aiomqtt

from gateway.domain.report import Frame


class Inbox(asyncio.Queue[aiomqtt.Message]):
    """Bounded by what the broker leaves unacknowledged.

    A broker that waits for an acknowledgement sends a message again; the copy of one that is
    still held here is dropped. Arrival is noted when a message comes, not when it is taken.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._held: dict[int, datetime] = {}

    def put_nowait(self, item: aiomqtt.Message) -> None:
        if not item.qos:
            super().put_nowait(item)
        elif item.mid not in self._held:
            self._held[item.mid] = self._now()
            super().put_nowait(item)

    def frame(self, message: aiomqtt.Message) -> Frame:
        arrived_at = self._held.get(message.mid) if message.qos else None
        return Frame(
            str(message.topic),
            message.payload,
            arrived_at or self._now(),
            message.mid,
            message.retain,
        )

    def release(self, messages: Sequence[aiomqtt.Message]) -> None:
        """These have been acknowledged; their numbers may be used again."""
        for message in messages:
            self._held.pop(message.mid, None)
