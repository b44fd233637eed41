"""What stands in the logs of a run in which everything goes wrong: no VIN, no phone number."""

import io
import json
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from gateway.domain.report import Placed, Report
from gateway.pipeline.kinds import ByKind
from gateway.wiring.logs import set_up_logs
from tests import fix_wire as wire
from tests.fix_bad_frames import car, refused_cases
from tests.fix_embedded import LiveBroker
from tests.fix_serving import a_gateway, anyone, eventually, forget_session

pytestmark = pytest.mark.slow
VIN, OTHER = car(960), car(961)
PHONE = "+49305550104"
A_VIN = re.compile(r"\b[A-HJ-NPR-Z0-9]{17}\b")


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that the gateway and its libraries log, down to the last detail."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    set_up_logs(quiet=False)
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def vehicles(folder: Path) -> Path:
    """A file with the papers of one car."""
    file = folder / "vehicles.json"
    papers = {
        "vin": VIN.text,
        "plate": "B-VD 960",
        "model": "Meridian E2",
        "owner": "Ada Okafor",
        "phone": PHONE,
        "locale": "en-GB",
        "country": "DE",
        "subdivision": "DE-BE",
        "time_zone": "Europe/Berlin",
    }
    file.write_text(json.dumps([papers]))
    return file


async def test_no_vin_and_no_phone_number_is_logged(
    broker: LiveBroker,
    dsn: str,
    tmp_path: Path,
    logs: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bad frames, a batch that fails, a command and a presence; and the log stays clean."""

    def fail(placed: Iterable[Placed[Report]]) -> ByKind:
        for one in placed:
            raise RuntimeError(repr(one.report.header))
        return ByKind([], [], [])

    await forget_session(broker)
    async with a_gateway(broker, dsn, tmp_path, vehicles=vehicles(tmp_path)) as live:
        async with anyone(broker) as client:
            for bad in refused_cases(VIN, OTHER).values():
                await client.publish(bad.topic, bad.payload, qos=1)
            await client.publish(wire.topic(VIN, "faults"), wire.faults(VIN, 1), qos=1)
            await client.publish(wire.topic(VIN, "presence"), wire.presence(VIN), qos=1)
            page = await eventually(
                live.console.intake,
                lambda page: len(page.recent) >= len(refused_cases(VIN, OTHER)),
            )
            assert len(page.recent) >= len(refused_cases(VIN, OTHER))
            monkeypatch.setattr("gateway.pipeline.draft.by_kind", fail)
            await client.publish(wire.topic(VIN, "telemetry"), wire.telemetry(VIN, 2), qos=1)
            page = await eventually(
                live.console.intake, lambda page: "internal_error" in page.refused
            )
            assert page.refused["internal_error"] == 1
        vehicle = await live.console.vehicle(VIN)
        assert vehicle is not None
        assert vehicle.line.phone == PHONE
    await forget_session(broker)
    told = logs.getvalue()
    assert "frame failed, kept aside" in told
    assert "RuntimeError: Header(id=ReportId(vin=Vin(WVW" in told
    assert A_VIN.findall(told) == []
    assert PHONE not in told
    assert PHONE.removeprefix("+49") not in told
    assert "Okafor" not in told
