"""A recorded drive on its way through a real broker."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt
import click
import numpy as np
import pytest

from gateway.domain.vin import Vin
from proto.v1.presence_pb2 import Presence
from proto.v1.signals_pb2 import SignalNumber
from proto.v1.telemetry_pb2 import Telemetry
from simulator.replay.request import ReplayRequest, replay
from tests.fix_embedded import LiveBroker
from tests.fix_replay import SIGNALS, WORST, WORST_MAP, measured

pytestmark = pytest.mark.slow

VIN = "W0VZZZE1XSB000777"
REPORTS = 3  # ten seconds each: from 0 s, from 10 s, and from 9000 s on
FAST = 30.0


def request(**fields: Any) -> ReplayRequest:
    given: dict[str, Any] = {
        "log": WORST,
        "columns": WORST_MAP,
        "vin": None,
        "broker": None,
        "credentials": None,
        "certificates": None,
        "ca": None,
        "command_key": None,
        "speed": FAST,
        "dry_run": False,
        "data": None,
    }
    return ReplayRequest(**given | fields)


@pytest.fixture
async def car(broker: LiveBroker, tmp_path: Path) -> dict[str, Any]:
    """The options that name a broker and a vehicle which it admits."""
    account = await broker.vehicle(Vin(VIN))
    if broker.embedded is None:
        address = broker.url.removeprefix("mqtt://")
        url = f"mqtt://{account.username}:{account.password}@{address}"
        return {"broker": url, "vin": VIN}
    passwords = tmp_path / "credentials.json"
    passwords.write_text(json.dumps({account.username: account.password}))
    return {"broker": broker.url, "credentials": passwords}


@asynccontextmanager
async def ground(broker: LiveBroker) -> AsyncIterator[aiomqtt.Client]:
    """Hears what this vehicle says."""
    async with broker.client(broker.gateway, identifier="ground-replay") as client:
        for kind in ("telemetry", "presence"):
            await client.subscribe(f"v1/+/{kind}" if broker.embedded else f"v1/{VIN}/{kind}", 1)
        yield client


async def heard(client: aiomqtt.Client, reports: int) -> list[Telemetry]:
    """So many reports of this vehicle, in the order of their sequences."""
    found: dict[int, Telemetry] = {}
    async with asyncio.timeout(30):
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            if message.topic.value == f"v1/{VIN}/telemetry":
                report = Telemetry.FromString(message.payload)
                found[report.header.seq] = report
            if len(found) == reports:
                break
    return [found[seq] for seq in sorted(found)]


def samples(reports: list[Telemetry]) -> dict[str, list[tuple[float, float]]]:
    """Signal → (second of the drive, value), as they arrived."""
    started_ms = reports[0].header.uptime_ms
    found: dict[str, list[tuple[float, float]]] = {}
    for report in reports:
        for matrix in report.matrices:
            offsets = np.frombuffer(matrix.offsets_ms, dtype="<u4")
            values = np.frombuffer(matrix.values, dtype="<f4").reshape(len(offsets), -1)
            seconds = (report.header.uptime_ms - started_ms + offsets) / 1000
            for number, column in zip(matrix.signals, values.T, strict=True):
                known = ~np.isnan(column)
                found.setdefault(SignalNumber.Name(number), []).extend(
                    zip(seconds[known].tolist(), column[known].tolist(), strict=True)
                )
    return found


async def test_the_worst_drive_arrives(broker: LiveBroker, car: dict[str, Any]) -> None:
    """Every value that can be read, at its time and in the contract's unit; nothing else."""
    said = list[str]()
    async with ground(broker) as client:
        await replay(request(**car), said.append)
        reports = await heard(client, REPORTS)
    assert said[-2:] == [
        f"{REPORTS} reports to publish as {VIN}",
        f"{REPORTS} reports published, all acknowledged",
    ]
    arrived = samples(reports)
    assert sorted(SIGNALS) == sorted(arrived)
    for signal in SIGNALS:
        seconds, values = zip(*arrived[signal], strict=True)
        wanted_seconds, wanted = zip(*measured(signal), strict=True)
        assert wanted_seconds == seconds
        assert values == pytest.approx(wanted, rel=1e-6)


async def test_its_ages_are_true(broker: LiveBroker, car: dict[str, Any]) -> None:
    """However fast it is played: as if the car came back from the drive just now."""
    async with ground(broker) as client:
        began_s = time.monotonic()
        await replay(request(**car), lambda _: None)
        lasted_ms = 1000 * (time.monotonic() - began_s)
        reports = await heard(client, REPORTS)
    sent_ms = [report.header.uptime_ms + report.header.age_ms for report in reports]
    assert sorted(sent_ms) == sent_ms
    starts = [report.header.uptime_ms - reports[0].header.uptime_ms for report in reports]
    assert starts == [0, 10_000, 9_000_000]
    for report, sent in zip(reports, sent_ms, strict=True):
        ends = report.header.uptime_ms + 10_000
        assert ends <= sent
    assert reports[-1].header.age_ms - 10_000 <= lasted_ms


async def test_a_unit_keeps_what_no_broker_took(
    broker: LiveBroker, car: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next replay in the same folder sends it too, as an earlier boot of the unit."""
    monkeypatch.setattr("simulator.replay.playing.FLUSH_S", 0.5)
    data = tmp_path / "unit"
    away = car | {"broker": "mqtt://127.0.0.1:9", "data": data, "vin": VIN}
    with pytest.raises(click.ClickException, match=f"{REPORTS} reports were not taken"):
        await replay(request(**away), lambda _: None)
    monkeypatch.undo()
    async with ground(broker) as client:
        await replay(request(**car, data=data), lambda _: None)
        boots = [await _next_boot(client) for _ in range(2 * REPORTS)]
    assert {count: boots.count(count) for count in set(boots)} == {1: REPORTS, 2: REPORTS}


async def _next_boot(client: aiomqtt.Client) -> int:
    async with asyncio.timeout(30):
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            if message.topic.value == f"v1/{VIN}/telemetry":
                return Telemetry.FromString(message.payload).header.boot_count
    raise AssertionError("the broker said goodbye")


async def test_it_says_goodbye(broker: LiveBroker, car: dict[str, Any]) -> None:
    """The vehicle is online while it plays, and not afterwards."""
    async with ground(broker) as client:
        await replay(request(**car), lambda _: None)
        online = list[bool]()
        async with asyncio.timeout(30):
            async for message in client.messages:
                assert isinstance(message.payload, bytes)
                if message.topic.value == f"v1/{VIN}/presence" and not message.retain:
                    online.append(Presence.FromString(message.payload).online)
                if online[-1:] == [False]:
                    break
    assert online == [True, False]
