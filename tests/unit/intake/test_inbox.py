"""What an inbox holds: which frame is the oldest of those that are not stored."""

from datetime import timedelta

from gateway.domain.instant import to_us
from gateway.domain.report import Frame
from gateway.intake.inbox import Inbox
from tests.fix_knowledge import NOON


def a_frame(second: int) -> Frame:
    return Frame.of("v1/x/telemetry", b"", NOON + timedelta(seconds=second), second)


def second(inbox: Inbox) -> int | None:
    """Of the oldest."""
    return None if inbox.oldest_us is None else (inbox.oldest_us - to_us(NOON)) // 1_000_000


def test_the_oldest_is_one_that_is_not_stored() -> None:
    """Whether it waits, or was taken and is being stored; batch after batch."""
    inbox = Inbox()
    assert second(inbox) is None
    for number in range(1, 6):
        inbox.put(a_frame(number))
    assert second(inbox) == 1
    first, other = inbox.take(2), inbox.take(1)
    assert second(inbox) == 1
    inbox.release(first)
    assert second(inbox) == 3
    inbox.release(other)
    assert second(inbox) == 4
    inbox.release(inbox.take(9))
    assert second(inbox) is None


def test_a_copy_does_not_make_it_younger() -> None:
    """The broker has sent again what is still held: it waits since it came first."""
    inbox = Inbox()
    inbox.put(a_frame(1))
    inbox.put(a_frame(1)._replace(received_us=to_us(NOON) + 9_000_000))
    assert second(inbox) == 1
    inbox.release(inbox.take(9))
    assert second(inbox) is None
