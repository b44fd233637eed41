"""NATS messages: however the stream is cut they are read, and nothing can break us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import LinkDown
from gateway.intake import nats_messages as nats
from gateway.intake.nats_messages import Message, Status

SUBJECTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=" \r\n"), min_size=1
)
HEADERS = st.just(b"") | st.binary(max_size=40).map(lambda some: b"NATS/1.0 200\r\n" + some)
MESSAGES = st.builds(Message, SUBJECTS, SUBJECTS | st.just(""), HEADERS, st.binary())


def written(one: Message) -> bytes:
    """As a server writes it to the subscription 7."""
    where = f"{one.subject} 7 {one.reply}" if one.reply else f"{one.subject} 7"
    body = one.headers + one.payload
    sizes = f"{len(one.headers)} {len(body)}" if one.headers else f"{len(body)}"
    verb = "HMSG" if one.headers else "MSG"
    return f"{verb} {where} {sizes}\r\n".encode() + body + b"\r\n"


@given(st.lists(MESSAGES | st.sampled_from(["PING", "+OK", "-ERR 'a b c d'"])), st.data())
def test_messages_may_arrive_in_pieces(said: list[Message | str], data: st.DataObject) -> None:
    """The same messages and lines come out of it, with and without headers and replies."""
    stream = b"".join(
        written(one) if isinstance(one, Message) else f"{one}\r\n".encode() for one in said
    )
    rest = b""
    messages: list[Message] = []
    lines: list[str] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        rest, stream = rest + stream[:size], stream[size:]
        some, others, at = nats.take_messages(rest)
        messages += some
        lines += others
        rest = rest[at:]
    assert messages == [one for one in said if isinstance(one, Message)]
    assert lines == [one for one in said if isinstance(one, str)]
    assert rest == b""


@given(st.binary() | st.binary().map(lambda some: b"HMSG a 1 " + some + b"\r\n" + some))
def test_garbage_is_an_error_and_nothing_else(garbage: bytes) -> None:
    """What a connection does not expect ends it in an orderly way."""
    try:
        messages, _, at = nats.take_messages(garbage)
        for message in messages:
            nats.read_status(message.headers)
        assert at <= len(garbage)
    except (LinkDown, ValueError):
        pass


@pytest.mark.parametrize("sizes", ["-1", "3 2", "-2 1"])
def test_a_length_that_cannot_be_is_not_nats(sizes: str) -> None:
    """A message never ends before it begins."""
    verb = "HMSG" if " " in sizes else "MSG"
    with pytest.raises(LinkDown, match="not NATS"):
        nats.take_messages(f"{verb} a 1 {sizes}\r\nabc\r\n".encode())


def test_what_has_no_end_is_not_waited_for() -> None:
    """Memory stays bounded, whatever the other side sends."""
    with pytest.raises(LinkDown, match="no end"):
        nats.take_messages(bytes(nats.LARGEST_BYTES + 1))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"NATS/1.0 503\r\n\r\n", Status(503, "", {})),
        (b"NATS/1.0\r\nNmqtt-Pub:4\r\n\r\n", Status(0, "", {"Nmqtt-Pub": "4"})),
        (
            b"NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 5\r\n\r\n",
            Status(408, "Request Timeout", {"Nats-Pending-Messages": "5"}),
        ),
        (b"", Status(0, "", {})),
    ],
)
def test_the_server_s_own_words(headers: bytes, status: Status) -> None:
    """A code, a reason and some pairs; a report has none of the first two."""
    assert nats.read_status(headers) == status
