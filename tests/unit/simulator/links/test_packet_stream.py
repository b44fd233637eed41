"""Packet borders, and what is done there: repeating, reordering, denying."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.links.impostor import LOGIN_PAGE, LoginPage, Refusal, denial
from simulator.links.packet_stream import DUP, PacketStream, packet_type
from simulator.links.profile import Disorder
from simulator.links.shuffler import Shuffler
from simulator.links.tally import Tally
from tests.fix_simulator import seeded

CREDENTIALS = Credentials(client_id="car", username="car", password="secret")
CONNECT = packets.connect(CREDENTIALS, 60, Will("v1/car/presence", b"gone"))
RETAINED = packets.publish(9, "v1/car/presence", b"here", retain=True)


def report(number: int, size: int = 3) -> bytes:
    return packets.publish(number, "v1/car/telemetry", number.to_bytes(2) * size)


packet = st.one_of(
    st.just(CONNECT),
    st.just(packets.PINGREQ),
    st.just(RETAINED),
    st.builds(packets.puback, st.integers(1, 0xFFFF)),
    st.builds(report, st.integers(1, 0xFFFF), st.integers(0, 20_000)),
)


@st.composite
def chunked(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Packets, and the same bytes cut anywhere."""
    sent = draw(st.lists(packet, max_size=6))
    stream = b"".join(sent)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    edges = [0, *cuts, len(stream)]
    return sent, [stream[a:b] for a, b in pairwise(edges)]


@given(chunked())
def test_packets_come_out_whole_whatever_the_chunks(
    example: tuple[list[bytes], list[bytes]],
) -> None:
    """The splitter gives back the packets that were sent, and keeps nothing."""
    sent, chunks = example
    stream = PacketStream()
    assert [each for chunk in chunks for each in stream.feed(chunk)] == sent
    assert stream.rest() == b""


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_byte_is_lost_whatever_is_sent(chunks: list[bytes]) -> None:
    """What is no MQTT, or not whole, comes out unchanged in the end."""
    stream = PacketStream()
    out = b"".join(each for chunk in chunks for each in stream.feed(chunk))
    assert out + stream.rest() == b"".join(chunks)


@given(
    numbers=st.lists(st.integers(1, 0xFFFF), unique=True, max_size=40),
    twice=st.floats(0, 1),
    held=st.floats(0, 1),
    seed=st.integers(),
)
def test_disorder_loses_nothing(
    numbers: list[int], twice: float, held: float, seed: int
) -> None:
    """Every report arrives, in whatever order, and again only as a marked copy."""
    tally = Tally()
    shuffler = Shuffler(Disorder(twice=twice, held=held), seeded(seed), tally)
    sent = [report(number) for number in numbers]
    out = [each for one in sent for each in shuffler.take(one, 0.0)]
    out += shuffler.take(packets.DISCONNECT, 0.0)
    assert out.pop() == packets.DISCONNECT
    copies = [each for each in out if each[0] & DUP]
    assert Counter(each for each in out if not each[0] & DUP) == Counter(sent)
    assert {bytes([each[0] & ~DUP]) + each[1:] for each in copies} <= set(sent)
    assert len(copies) == tally.repeated
    moved = [each for each in out if not each[0] & DUP] != sent
    assert not moved or tally.held_back


@given(held=st.floats(0.1, 1), behind=st.integers(1, 5), seed=st.integers())
def test_nothing_is_held_for_ever(held: float, behind: int, seed: int) -> None:
    """A report is passed by at most `behind` others, and there is a time for it to go."""
    disorder = Disorder(twice=0.0, held=held, behind=behind, longest_s=5.0)
    shuffler = Shuffler(disorder, seeded(seed), Tally())
    sent = [report(number) for number in range(1, 60)]
    out = [each for one in sent for each in shuffler.take(one, 100.0)]
    assert shuffler.held_until_s in {None, 105.0}
    out += shuffler.release()
    assert all(out.index(one) - place <= behind for place, one in enumerate(sent))


def test_a_held_report_goes_before_the_goodbye() -> None:
    """Never across a DISCONNECT."""
    shuffler = Shuffler(Disorder(twice=0.0, held=1.0), seeded(7), Tally())
    assert shuffler.take(report(1), 0.0) == []
    assert shuffler.take(packets.DISCONNECT, 0.0) == [report(1), packets.DISCONNECT]


def test_states_and_controls_keep_their_place() -> None:
    """Retained messages, and all that is no report, are neither held nor repeated."""
    shuffler = Shuffler(Disorder(twice=1.0, held=1.0), seeded(7), Tally())
    for each in (CONNECT, RETAINED, packets.PINGREQ, packets.subscribe(1, "v1/car/commands")):
        assert shuffler.take(each, 0.0) == [each]


def test_a_refusal_waits_for_the_whole_connect() -> None:
    """CONNACK with the return code, once, whatever the chunks."""
    tally = Tally()
    refusal = Refusal(5, tally)
    assert refusal.hear(CONNECT[:7]) == b""
    assert refusal.hear(CONNECT[7:]) == b"\x20\x02\x00\x05"
    assert tally.refused == 1


def test_a_denial_answers_every_filter() -> None:
    """SUBACK with the packet id of the SUBSCRIBE and 0x80 for each of its filters."""
    one = packets.subscribe(0x1234, "v1/car/commands")
    assert denial(one) == b"\x90\x03\x12\x34\x80"
    content = b"\x00\x07" + b"\x00\x03a/b\x01" * 60
    many = b"\x82" + b"\xea\x02" + content
    assert len(content) == 0x6A + 2 * 128
    assert denial(many) == b"\x90\x3e\x00\x07" + b"\x80" * 60
    assert packet_type(denial(one)) == packets.PacketType.SUBACK


def test_a_login_page_is_shown_or_nothing_at_all() -> None:
    """Two connections in three or so meet the page, the others silence."""
    tally, rng = Tally(), seeded(7)
    heard = [LoginPage(rng, tally).hear(CONNECT) for _ in range(300)]
    assert {LOGIN_PAGE, b""} == set(heard)
    assert 60 < heard.count(b"") < 140
    assert tally.captive == 300
