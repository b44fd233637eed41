"""What a DoIP entity makes of the bytes that a tester sends, whatever they are."""

import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.car.car import Car
from simulator.carriers.doip.conversation import Conversation
from simulator.carriers.doip.header import (
    MOST_PAYLOAD_BYTES,
    OVER_TCP,
    HeaderNack,
    Message,
    MessageReader,
    PayloadType,
    pack,
)
from simulator.carriers.doip.router import Router
from simulator.carriers.doip.routing import Socket, SocketTable

TESTER, BRAKES = 0x0E00, 0x1006
ACTIVATE = struct.pack("!HBI", TESTER, 0, 0)
TESTER_PRESENT = struct.pack("!HH", TESTER, BRAKES) + b"\x3e\x00"

messages = st.one_of(
    st.just(Message(PayloadType.ROUTING_ACTIVATION_REQUEST, ACTIVATE)),
    st.builds(
        Message, st.just(PayloadType.DIAGNOSTIC_MESSAGE), st.binary(min_size=5, max_size=40)
    ),
    st.builds(
        Message, st.just(PayloadType.ALIVE_CHECK_RESPONSE), st.binary(min_size=2, max_size=2)
    ),
)
refused = st.one_of(
    st.builds(lambda payload: (pack(PayloadType.POWER_MODE_RESPONSE, payload), 1), st.binary()),
    st.builds(
        lambda more: (
            struct.pack("!BBHI", 2, 0xFD, 0x8001, MOST_PAYLOAD_BYTES + len(more))
            + bytes(MOST_PAYLOAD_BYTES)
            + more,
            2,
        ),
        st.binary(min_size=1, max_size=9),
    ),
)


def in_chunks(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    """The same bytes in pieces."""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(
    parts=st.lists(messages | refused, max_size=6),
    cuts=st.lists(st.integers(0, 200_000), max_size=20),
)
def test_chunks_do_not_matter(
    parts: list[Message | tuple[bytes, int]], cuts: list[int]
) -> None:
    """Every chunking gives the same messages, and refusals where the sender went wrong."""
    stream, expected = b"", list[Message | HeaderNack]()
    for part in parts:
        if isinstance(part, Message):
            stream += pack(part.type, part.payload)
            expected.append(part)
        else:
            stream += part[0]
            expected.append(HeaderNack(part[1]))
    reader = MessageReader(OVER_TCP)
    assert expected == [
        found for chunk in in_chunks(stream, cuts) for found in reader.read(chunk)
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("02fe 8001 00000005", HeaderNack.INCORRECT_PATTERN),
        ("04fb 8001 00000005", HeaderNack.INCORRECT_PATTERN),
        ("02fd 0006 00000009", HeaderNack.UNKNOWN_PAYLOAD_TYPE),
        ("02fd 9999 00000009", HeaderNack.UNKNOWN_PAYLOAD_TYPE),
        ("02fd 8001 7fffffff", HeaderNack.MESSAGE_TOO_LARGE),
        ("02fd 8001 00000004", HeaderNack.INVALID_PAYLOAD_LENGTH),
        ("03fc 0005 00000008", HeaderNack.INVALID_PAYLOAD_LENGTH),
    ],
)
def test_a_bad_header_is_refused(header: str, reason: HeaderNack) -> None:
    """Before its payload has arrived, with the code of ISO 13400-2."""
    assert [reason] == list(MessageReader(OVER_TCP).read(bytes.fromhex(header)))


@dataclass
class Wire:
    """A socket that keeps what was written."""

    sent: list[bytes] = field(default_factory=list)
    closed: bool = False

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    def said(self) -> list[tuple[int, bytes]]:
        return [(struct.unpack_from("!H", one, 2)[0], one[8:]) for one in self.sent]


@pytest.fixture(scope="module")
def car() -> Car:
    return Car.build("5YJ3E7EB0KF000316", 7, start_s=1_700_000_000)


@dataclass(frozen=True)
class Entity:
    """Conversations of one car; `alive` answers the alive checks of the others."""

    car: Car
    table: SocketTable = field(default_factory=SocketTable)
    alive: bool = True

    def conversation(self) -> tuple[Conversation, Wire]:
        wire = Wire()
        router = Router(self.car.components.values(), lambda: self.car.now_s, threading.RLock())
        return Conversation(wire, self.table, router, self._check_alive), wire

    def activated(self, source: int = TESTER) -> tuple[Conversation, Wire]:
        conversation, wire = self.conversation()
        payload = struct.pack("!HBI", source, 0, 0)
        conversation.receive(pack(PayloadType.ROUTING_ACTIVATION_REQUEST, payload))
        return conversation, wire

    def _check_alive(self, rivals: Sequence[Socket], then: Callable[[], None]) -> None:
        for rival in rivals:
            rival.ask_alive()
            if not self.alive:
                rival.close()
        then()


def activation(source: int, code: int) -> tuple[int, bytes]:
    return 0x0006, struct.pack("!HHBI", source, 0x1000, code, 0)


@given(data=st.lists(st.binary(max_size=60) | messages.map(lambda m: pack(m.type, m.payload))))
def test_no_bytes_break_a_conversation(car: Car, data: list[bytes]) -> None:
    """It answers well-formed messages, whatever it hears, and nothing after it was closed."""
    conversation, wire = Entity(car).conversation()
    for chunk in data:
        before = len(wire.sent) if wire.closed else None
        conversation.receive(chunk)
        assert before in {None, len(wire.sent)}
    for one in wire.sent:
        version, inverse, kind, length = struct.unpack_from("!BBHI", one)
        assert (version ^ inverse, length) == (0xFF, len(one) - 8)
        assert kind in {0x0000, 0x0006, 0x8001, 0x8002, 0x8003}


def test_a_request_is_acknowledged_and_answered(car: Car) -> None:
    """0x8002 first, then the component's response from its own address."""
    conversation, wire = Entity(car).activated()
    conversation.receive(pack(PayloadType.DIAGNOSTIC_MESSAGE, TESTER_PRESENT))
    assert [
        activation(TESTER, 0x10),
        (0x8002, bytes.fromhex("1006 0e00 00")),
        (0x8001, bytes.fromhex("1006 0e00 7e00")),
    ] == wire.said()


@pytest.mark.parametrize(
    ("payload", "code", "closes"),
    [
        ("0e01 1006 3e00", 0x02, True),
        ("0e00 1fff 3e00", 0x03, False),
        ("0e00 1006" + "22" * 4096, 0x04, False),
    ],
)
def test_a_diagnostic_message_is_refused(
    car: Car, *, payload: str, code: int, closes: bool
) -> None:
    """A source that is not the activated one, a target that is not there, too many bytes."""
    conversation, wire = Entity(car).activated()
    message = bytes.fromhex(payload)
    conversation.receive(pack(PayloadType.DIAGNOSTIC_MESSAGE, message))
    assert (0x8003, message[2:4] + message[:2] + bytes([code])) == wire.said()[-1]
    assert closes == wire.closed


def test_nothing_is_routed_before_activation(car: Car) -> None:
    """A tester that has not introduced itself is thrown out."""
    conversation, wire = Entity(car).conversation()
    conversation.receive(pack(PayloadType.DIAGNOSTIC_MESSAGE, TESTER_PRESENT))
    assert [(0x8003, bytes.fromhex("1006 0e00 02"))] == wire.said()
    assert wire.closed


@pytest.mark.parametrize(
    ("source", "kind", "code"), [(0x0DFF, 0, 0x00), (0x1000, 0, 0x00), (TESTER, 0xE1, 0x06)]
)
def test_activation_is_refused(car: Car, source: int, kind: int, code: int) -> None:
    """To an address that is no tester's, and for a type that this entity does not have."""
    conversation, wire = Entity(car).conversation()
    payload = struct.pack("!HBI", source, kind, 0)
    conversation.receive(pack(PayloadType.ROUTING_ACTIVATION_REQUEST, payload))
    assert [activation(source, code)] == wire.said()
    assert wire.closed


def test_an_active_socket_keeps_its_tester(car: Car) -> None:
    """Activated again for the same tester it goes on, for another it is closed."""
    conversation, wire = Entity(car).activated()
    for source in (TESTER, TESTER + 1):
        payload = struct.pack("!HBI", source, 0, 0)
        conversation.receive(pack(PayloadType.ROUTING_ACTIVATION_REQUEST, payload))
    codes = [(TESTER, 0x10), (TESTER, 0x10), (TESTER + 1, 0x02)]
    assert [activation(*each) for each in codes] == wire.said()
    assert wire.closed


@pytest.mark.parametrize("alive", [True, False])
def test_a_living_tester_keeps_its_address(car: Car, *, alive: bool) -> None:
    """The same address on another socket is taken over from the dead only."""
    entity = Entity(car, alive=alive)
    first, heard = entity.activated()
    first.receive(b"")
    _, wire = entity.activated()
    assert heard.said()[-1] == (0x0007, b"")
    assert [activation(TESTER, 0x03 if alive else 0x10)] == wire.said()
    assert (alive, not alive) == (wire.closed, heard.closed)


@pytest.mark.parametrize("version", [2, 3])
def test_a_tester_is_answered_in_its_version(car: Car, version: int) -> None:
    """ISO 13400-2 of 2012 and of 2019: everything that goes to this tester carries its own."""
    conversation, wire = Entity(car).conversation()
    for kind, payload in (
        (PayloadType.ROUTING_ACTIVATION_REQUEST, ACTIVATE),
        (PayloadType.DIAGNOSTIC_MESSAGE, TESTER_PRESENT),
        (PayloadType.POWER_MODE_REQUEST, b""),
    ):
        conversation.receive(pack(kind, payload, version))
    conversation.ask_alive()
    headers = [(one[0], one[1], int.from_bytes(one[2:4])) for one in wire.sent]
    kinds = [0x0006, 0x8002, 0x8001, 0x0000, 0x0007]
    assert [(version, version ^ 0xFF, kind) for kind in kinds] == headers


@pytest.mark.parametrize(("source", "alive"), [(TESTER, True), (TESTER + 1, False)])
def test_nobody_lives_by_anothers_word(car: Car, source: int, *, alive: bool) -> None:
    """An alive-check response counts when it names the tester of this socket."""
    conversation, _ = Entity(car).activated()
    conversation.ask_alive()
    answer = pack(PayloadType.ALIVE_CHECK_RESPONSE, struct.pack("!H", source))
    conversation.receive(answer)
    assert alive == conversation.alive


@pytest.mark.parametrize("alive", [True, False])
def test_there_is_room_for_a_few_testers(car: Car, *, alive: bool) -> None:
    """When all sockets are taken, a dead one makes room."""
    entity = Entity(car, alive=alive)
    for source in range(TESTER, TESTER + entity.table.most):
        entity.activated(source)
    _, wire = entity.activated(TESTER + 99)
    assert [activation(TESTER + 99, 0x01 if alive else 0x10)] == wire.said()
