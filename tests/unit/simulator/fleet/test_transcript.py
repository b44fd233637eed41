import json
import time
from io import StringIO
from typing import Any

from simulator.car.car import Car
from simulator.days.busy_day import busy_day
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.fleet.chronicle import Chronicle
from simulator.fleet.transcript import KeptTranscript
from simulator.links.profile import Outage
from simulator.links.weather import LinkEvent
from simulator.world_clock import WorldClock

VIN = "W0VZZZE1XSB000001"
START_S = 1_763_755_200
FAULT = InjectedFault(RootCauseId("infotainment_frozen"), START_S + 60.0)


def lines(file: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.getvalue().splitlines()]


def followed(seconds: int, step: int) -> list[dict[str, Any]]:
    """What is told of a car with one fault when somebody looks every `step` seconds."""
    clock = WorldClock(wall_origin=time.time(), world_origin=START_S, speed=1.0)
    file = StringIO()
    car = Car.build(VIN, 7, [FAULT], start_s=START_S, day=busy_day(7, START_S))
    chronicle = Chronicle(car, busy_day(7, START_S), KeptTranscript(file, clock))
    for second in range(step, seconds + 1, step):
        car.advance(START_S + second)
        chronicle.follow(START_S + second)
    return lines(file)


def test_each_event_is_told_once_with_its_own_time() -> None:
    """However seldom somebody looks, the same is told of the day and of the fault."""
    often, seldom = followed(1200, 10), followed(1200, 120)
    assert sorted(map(str, often)) == sorted(map(str, seldom))
    began = [event for event in often if event["event"] == "fault_began"]
    assert [event["world"] for event in began] == [FAULT.onset_s]
    assert len({str(event) for event in often}) == len(often)
    assert {"phase", "fault_began", "code_set"} <= {event["event"] for event in often}


async def test_an_outage_is_told_with_both_its_ends() -> None:
    """The second line is known beforehand: it comes with a time that has not come yet."""
    clock = WorldClock(wall_origin=time.time(), world_origin=START_S, speed=1.0)
    file = StringIO()
    chronicle = Chronicle(Car.build(VIN, 7, start_s=START_S), (), KeptTranscript(file, clock))
    await chronicle.link(LinkEvent(at_s=10.0, until_s=35.0, kind=Outage.STALL))
    assert lines(file) == [
        {"world": 10.0, "vin": VIN, "event": "link", "down": "stall"},
        {"world": 35.0, "vin": VIN, "event": "link", "up_after": "stall"},
    ]
