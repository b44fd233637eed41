import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.errors import MalformedPacket
from simulator.agent.mqtt.packets import Credentials, Packet, PacketType, Will, take_packet


@given(
    payloads=st.lists(st.binary(max_size=300), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 50), min_size=1),
)
def test_packets_are_found_in_any_stream(payloads: list[bytes], cuts: list[int]) -> None:
    """However TCP cuts the bytes, the same publications come out."""
    stream = b"".join(
        packets.publish(number, "v1/VIN/telemetry", payload)
        for number, payload in enumerate(payloads, 1)
    )
    buffer, found, place = bytearray(), [], 0
    while place < len(stream):
        for cut in cuts:
            buffer += stream[place : place + cut]
            place += cut
            while packet := take_packet(buffer):
                found.append(packets.read_publication(packet))
    assert [(p.payload, p.packet_id) for p in found] == [
        (payload, number) for number, payload in enumerate(payloads, 1)
    ]
    assert {(p.topic, p.qos) for p in found} == {("v1/VIN/telemetry", 1)}


@given(noise=st.binary(max_size=200))
def test_noise_is_refused_or_awaited(noise: bytes) -> None:
    """Bytes that are not MQTT never raise anything but MalformedPacket."""
    buffer = bytearray(noise)
    try:
        while packet := take_packet(buffer):
            if packet.type == PacketType.PUBLISH:
                packets.read_publication(packet)
    except MalformedPacket:
        pass


def test_an_endless_length_is_refused() -> None:
    """A remaining length has at most four bytes (MQTT 3.1.1, 2.2.3)."""
    with pytest.raises(MalformedPacket):
        take_packet(bytearray(b"\x30\xff\xff\xff\xff\x01"))


def test_connect_as_the_standard_lays_it_out() -> None:
    """Clean session, retained last will with QoS 1, user name and password."""
    will = Will("t", b"gone")
    who = Credentials(client_id="id", username="u", password="p")
    packet = take_packet(bytearray(packets.connect(who, 30, will)))
    assert packet is not None
    header = b"\x00\x04MQTT\x04" + bytes([0b1110_1110]) + struct.pack("!H", 30)
    rest = b"\x00\x02id" + b"\x00\x01t" + b"\x00\x04gone" + b"\x00\x01u" + b"\x00\x01p"
    assert packet == Packet(PacketType.CONNECT, 0, header + rest)


def test_credentials_are_not_shown() -> None:
    """Neither the VIN nor the password is in the text of a log."""
    assert (
        repr(Credentials(client_id="VIN", username="VIN", password="p")) == "Credentials(***)"
    )


def test_an_anonymous_connect_names_nobody() -> None:
    """Neither flags nor fields of an account, which some brokers would refuse as empty."""
    packet = take_packet(
        bytearray(packets.connect(Credentials(client_id="id"), 30, Will("t", b"gone")))
    )
    assert packet is not None
    header = b"\x00\x04MQTT\x04" + bytes([0b0010_1110]) + struct.pack("!H", 30)
    assert packet.body == header + b"\x00\x02id" + b"\x00\x01t" + b"\x00\x04gone"
