"""MQTT packets: what is written is read again, and nothing that is read can break us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import LinkDown
from gateway.intake import packets
from gateway.intake.packets import PacketType, Publication, Version

VERSIONS = st.sampled_from(Version)
TOPICS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
IDS = st.integers(1, 0xFFFF)


@given(VERSIONS, IDS, TOPICS, st.binary(max_size=300), st.booleans())
def test_a_publication_comes_out_as_it_went_in(
    version: Version,
    packet_id: int,
    topic: str,
    payload: bytes,
    retained: bool,  # noqa: FBT001
) -> None:
    """In both versions, whatever topic and payload are."""
    written = packets.publish(version, packet_id, topic, payload, retain=retained)
    [(first, body)], at = packets.take_packets(written)
    assert at == len(written)
    assert first >> 4 == PacketType.PUBLISH
    said = packets.read_publication(version, first, body)
    assert said == Publication(topic, packet_id, payload, retained)


@given(st.lists(st.binary(max_size=400), max_size=5), st.data())
def test_packets_may_arrive_in_pieces(payloads: list[bytes], data: st.DataObject) -> None:
    """However the stream is cut, the same packets come out of it."""
    stream = b"".join(packets.publish(Version.V311, 1, "t", payload) for payload in payloads)
    rest, found = b"", []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        rest, stream = rest + stream[:size], stream[size:]
        some, at = packets.take_packets(rest)
        found += [packets.read_publication(Version.V311, *one).payload for one in some]
        rest = rest[at:]
    assert (found, rest) == (payloads, b"")


@given(VERSIONS, st.binary(max_size=200))
def test_garbage_is_an_error_and_nothing_else(version: Version, garbage: bytes) -> None:
    """What a connection does not expect ends it in an orderly way."""
    try:
        found, _ = packets.take_packets(garbage)
        for first, body in found:
            packets.read_publication(version, first, body)
            packets.read_answer(version, PacketType.SUBACK, body)
            packets.read_welcome(body)
    except (LinkDown, IndexError, ValueError):
        pass


def test_a_length_of_five_bytes_is_not_mqtt() -> None:
    """A stranger who speaks another protocol is told from a slow broker."""
    with pytest.raises(LinkDown, match="not MQTT"):
        packets.take_packets(b"\x30\xff\xff\xff\xff\x01")
    assert packets.take_packets(b"\x30\xff\xff") == ([], 0)


@pytest.mark.parametrize("version", Version)
def test_answers_are_read_in_both_versions(version: Version) -> None:
    """MQTT 5 puts properties before the codes of a SUBACK; a bare PUBACK means success."""
    properties = b"\x03\x1f\x00\x00" if version is Version.V5 else b""
    body = b"\x00\x07" + properties + b"\x01\x87"
    assert packets.read_answer(version, PacketType.SUBACK, body) == (7, [1, 0x87])
    assert packets.read_answer(version, PacketType.PUBACK, b"\x00\x07") == (7, [])
    assert packets.read_answer(version, PacketType.PUBACK, b"\x00\x07\x87") == (7, [0x87])
