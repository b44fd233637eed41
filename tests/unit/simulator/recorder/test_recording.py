"""A recorded fleet: what a broker would have got of it."""

import json
from io import BytesIO
from typing import Any, NamedTuple

import pytest

from proto.v1.faults_pb2 import FaultReport
from proto.v1.presence_pb2 import Presence
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.sampler import BATCH_S
from simulator.days.choice import BUSY, DAYS
from simulator.garage.garage import draw_garage
from simulator.links.mix import Mix
from simulator.recorder.assignment import Span
from simulator.recorder.recording import Request, record
from simulator.recorder.tape import HEAD, Entry, Tape

START_S = 1_767_592_800.0
KINDS: dict[str, Any] = {"telemetry": Telemetry, "faults": FaultReport, "presence": Presence}


class Told(NamedTuple):
    kind: Entry
    at_s: float
    topic: str
    payload: bytes


def recorded(mix: str, part: slice = slice(None), lasts_s: float = 900.0) -> bytes:
    """Two cars, one of them faulty."""
    file = BytesIO()
    request = Request(
        cars=draw_garage(2, 5),
        part=part,
        seed=5,
        span=Span(START_S, START_S + lasts_s),
        mix=Mix.parse(mix),
        day=DAYS[BUSY],
        faulty_share=0.5,
    )
    record(request, Tape(file))
    return file.getvalue()


def read(tape: bytes) -> list[Told]:
    entries, at = [], 0
    while at < len(tape):
        kind, micros, topic, payload = HEAD.unpack_from(tape, at)
        middle, end = at + HEAD.size + topic, at + HEAD.size + topic + payload
        name = tape[at + HEAD.size : middle].decode()
        entries.append(Told(Entry(kind), micros / 1e6, name, tape[middle:end]))
        at = end
    return entries


def reports(entries: list[Told], kind: str) -> list[tuple[float, Any]]:
    return [
        (entry.at_s, KINDS[kind].FromString(entry.payload))
        for entry in entries
        if entry.topic.endswith(f"/{kind}")
    ]


def rows(report: Telemetry) -> int:
    return sum(len(matrix.offsets_ms) // 4 for matrix in report.matrices)


def test_on_a_good_link_everything_comes_at_once() -> None:
    """Each car's batches of ten seconds, in their order, and the truth at the end.

    It sleeps a minute or so of a quarter of an hour, and says less then, and later.
    """
    *entries, last = read(recorded("good=1"))
    assert [entry.at_s for entry in entries] == sorted(entry.at_s for entry in entries)
    truth = json.loads(last.payload)
    assert last.kind is Entry.TRUTH
    assert (truth["vehicles"], truth["started"], truth["ended"]) == (2, START_S, START_S + 900)
    assert set(truth["links_by_vin"].values()) == {"good"}
    [fault] = truth["injected"]
    assert fault["onset"] >= START_S + 600
    for vin in truth["links_by_vin"]:
        own = [one for one in reports(entries, "telemetry") if one[1].header.vin == vin]
        sequences = [one.header.seq for _, one in own]
        assert len(own) in range(75, 91)
        assert sequences == sorted(set(sequences))
        assert all(0 <= one.header.age_ms < 90_000 for _, one in own)
        awake = [one.header.age_ms for _, one in own if rows(one) == BATCH_S]
        assert len(awake) > 70
        assert max(awake) < 30_000


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Whatever happens on the way: sessions, losses, repetitions, power cuts."""
    mix = "rural_edge=1,brownout_12v=1"
    assert recorded(mix) == recorded(mix)


@pytest.mark.slow
def test_bad_links_show_in_the_arrivals() -> None:
    """Later, behind others, and some of them twice; in the end all that was made has come."""
    *entries, last = read(recorded("rural_edge=1", lasts_s=3600.0))
    own = [(one.header.vin, one.header.seq) for _, one in reports(entries, "telemetry")]
    assert len(own) > len(set(own))
    assert any(
        (numbers := [seq for name, seq in own if name == vin]) != sorted(numbers)
        for vin, _ in own
    )
    assert last.at_s > START_S + 3600
    for vin in json.loads(last.payload)["links_by_vin"]:
        every = {
            one.header.seq
            for kind in ("telemetry", "faults")
            for _, one in reports(entries, kind)
            if one.header.vin == vin
        }
        assert every == set(range(1, max(every) + 1))


def test_a_part_is_as_in_the_whole() -> None:
    """Its cars have the same links and faults."""
    whole, first, second = (
        json.loads(read(recorded("good=1", part))[-1].payload)
        for part in (slice(None), slice(0, 1), slice(1, 2))
    )
    assert whole["links_by_vin"] == first["links_by_vin"] | second["links_by_vin"]
    assert whole["injected"] == first["injected"] + second["injected"]


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["half_open_tcp", "suback_denied", "captive_wifi"])
def test_a_session_that_dies_ends_with_its_will(profile: str) -> None:
    """The broker says so itself, and a later session begins."""
    entries = read(recorded(f"{profile}=1", lasts_s=3600.0))
    said = [one for _, one in reports(entries, "presence") if one.beat == 0]
    assert max(one.session for one in said if one.online) > 1
    offline = {(one.vin, one.session) for one in said if not one.online}
    online = {(one.vin, one.session) for one in said if one.online}
    assert online <= offline
