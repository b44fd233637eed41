"""The benchmark's publisher against a broker that answers as it likes."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from benchmarks.intake import parcel, publisher
from benchmarks.intake.parcel import Plan, pack, unpack
from benchmarks.intake.publisher import Lane, publish
from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, PacketType

ME = Credentials(client_id="me")
IDS = 50


@dataclass
class Answering:
    """Takes one connection; acknowledges all but `ignored` in a shuffled order."""

    listener: socket.socket
    ignored: frozenset[bytes] = frozenset()
    heard: list[bytes] = field(default_factory=list)
    most_under_way: int = 0

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def serve(self) -> None:
        peer, _ = self.listener.accept()
        rng, buffer, open_ids = random.Random(7), bytearray(), list[int]()  # noqa: S311
        with peer:
            while octets := peer.recv(1000):
                buffer += octets
                while (packet := packets.take_packet(buffer)) is not None:
                    if packet.type == PacketType.CONNECT:
                        peer.sendall(publisher.CONNACK)
                    elif packet.type == PacketType.PUBLISH:
                        said = packets.read_publication(packet)
                        self.heard.append(said.payload)
                        if said.payload not in self.ignored:
                            open_ids.append(said.packet_id)
                self.most_under_way = max(self.most_under_way, len(open_ids))
                assert len(set(open_ids)) == len(open_ids)
                rng.shuffle(open_ids)
                peer.sendall(b"".join(map(packets.puback, open_ids)))
                open_ids.clear()


@contextmanager
def answering(ignored: frozenset[bytes] = frozenset()) -> Iterator[Answering]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        broker = Answering(listener, ignored)
        thread = threading.Thread(target=broker.serve)
        thread.start()
        yield broker
        thread.join()


def bodies(count: int) -> list[bytes]:
    return [f"payload {number}".encode() for number in range(count)]


def packed(folder: Path, plan: Plan, count: int) -> None:
    assert count == pack(folder, plan, ME, (("v1/x/telemetry", one) for one in bodies(count)))


@pytest.fixture(autouse=True)
def few_packet_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that they are used again and again."""
    monkeypatch.setattr(parcel, "PACKET_IDS", IDS)
    monkeypatch.setattr(publisher, "PACKET_IDS", IDS)


def test_every_puback_finds_its_message(tmp_path: Path) -> None:
    """In whatever order they come, with packet ids that are used again."""
    with answering() as broker:
        plan = Plan(host="127.0.0.1", port=broker.port, lanes=1, window=20, rate=None)
        packed(tmp_path / "parcel", plan, 2000)
        lane = Lane(unpack(tmp_path / "parcel", 0, 1), plan)
        publish([lane], plan.rate)
        lane.close()
    assert bodies(2000) == broker.heard
    assert not np.isnan(lane.acked_at).any()
    assert 1 < broker.most_under_way <= 20


def test_what_was_not_acknowledged_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker that falls silent on three messages is believed on all others."""
    monkeypatch.setattr(publisher, "PATIENCE_S", 0.3)
    with answering(frozenset(bodies(40)[30:33])) as broker:
        plan = Plan(host="127.0.0.1", port=broker.port, lanes=1, window=20, rate=None)
        packed(tmp_path / "parcel", plan, 40)
        lane = Lane(unpack(tmp_path / "parcel", 0, 1), plan)
        publish([lane], plan.rate)
        lane.close()
    assert np.flatnonzero(np.isnan(lane.acked_at)).tolist() == [30, 31, 32]


def test_an_open_loop_waits_for_the_clock_alone(tmp_path: Path) -> None:
    """No message leaves before it is due."""
    with answering() as broker:
        plan = Plan(host="127.0.0.1", port=broker.port, lanes=1, window=25, rate=400.0)
        packed(tmp_path / "parcel", plan, 80)
        lane = Lane(unpack(tmp_path / "parcel", 0, 1), plan)
        began_s = publish([lane], plan.rate)
        lane.close()
    assert (lane.acked_at - began_s >= np.arange(80) / 400).all()


def test_a_window_without_an_id_for_each_message_is_refused(tmp_path: Path) -> None:
    """Else a PUBACK might be booked on a message that was never sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        plan = Plan(host="127.0.0.1", port=port, lanes=1, window=IDS // 2 + 1, rate=None)
        packed(tmp_path / "parcel", plan, 1)
        with pytest.raises(ValueError, match="packet ids"):
            Lane(unpack(tmp_path / "parcel", 0, 1), plan)


def test_a_car_keeps_its_lane(tmp_path: Path) -> None:
    """Messages take turns over the lanes, and each lane knows their numbers."""
    plan = Plan(host="127.0.0.1", port=1, lanes=4, window=20, rate=None)
    packed(tmp_path / "parcel", plan, 10)
    cargoes = [unpack(tmp_path / "parcel", lane, 4) for lane in range(4)]
    assert [c.numbers.tolist() for c in cargoes] == [[0, 4, 8], [1, 5, 9], [2, 6], [3, 7]]
    first = packets.take_packet(bytearray(cargoes[2].octets[: cargoes[2].ends[0]]))
    assert first is not None
    assert packets.read_publication(first).payload == b"payload 2"
