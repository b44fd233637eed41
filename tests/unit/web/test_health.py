"""Probes and metrics, over ports that a test holds in its hand."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from gateway.domain.errors import StoreUnavailable
from gateway.pipeline.vitals import BatchMeasure, Vitals
from gateway.web.health.certificates import CertificateMeter
from gateway.web.health.metrics import IntakeMeter, Metrics
from gateway.web.health.probes import Probes
from tests.fix_console_world import ManualClock

ALERTS = Path(__file__).parents[3] / "deploy" / "vdg-alerts.yml"
NEW_YEAR = datetime(2030, 1, 1, tzinfo=UTC)
TOKEN = "the token of a test"
CALM = Vitals(
    vehicles=3,
    online=2,
    missing=4,
    held_back=1,
    outbox=5,
    outbox_age_s=6.5,
    open_cases=7,
    overdue_s=0.0,
)


@dataclass
class Watched:
    """A gateway of which only the health is there."""

    away: dict[str, str] = field(default_factory=dict)
    stored: Vitals | None = CALM
    ends: dict[str, datetime] = field(default_factory=lambda: {"authority": NEW_YEAR})
    waiting_s: float = 0.0
    url: str = ""

    def __post_init__(self) -> None:
        self.registry = CollectorRegistry()
        self.meter = IntakeMeter(self.registry, lambda: self.waiting_s)
        self.registry.register(CertificateMeter(lambda: self.ends))

    async def wanting(self) -> Mapping[str, str]:
        return self.away

    async def vitals(self, now: datetime) -> Vitals:
        assert now.tzinfo is UTC
        if self.stored is None:
            raise StoreUnavailable
        return self.stored


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched()
    app = web.Application()
    app.add_routes(Probes(made).routes())
    app.add_routes(Metrics(made.registry, made, ManualClock(), TOKEN).routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def metrics(watched: Watched, token: str = TOKEN) -> dict[str, float]:
    """Every sample by its name and labels."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        ClientSession(watched.url) as client,
        client.get("/metrics", headers=headers) as said,
    ):
        assert said.status == 200
        text = await said.text()
    families = text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


async def test_alive_even_when_nothing_is_ready(watched: Watched) -> None:
    """A broker that is away is no reason to restart the process."""
    watched.away["broker"] = "There is no connection."
    async with ClientSession(watched.url) as client, client.get("/healthz") as said:
        assert (said.status, await said.json()) == (200, {"status": "alive"})


async def test_ready_only_with_every_part(watched: Watched) -> None:
    """503 names the part that is away, and is 200 again when it is back."""
    async with ClientSession(watched.url) as client:
        watched.away["database"] = "It does not answer."
        async with client.get("/readyz") as said:
            assert said.status == 503
            assert (await said.json())["wanting"] == {"database": "It does not answer."}
        watched.away.clear()
        async with client.get("/readyz") as said:
            assert (said.status, (await said.json())["status"]) == (200, "ready")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}"])
async def test_metrics_want_the_token(watched: Watched, said: str) -> None:
    """Nothing, a wrong token or another scheme: 401 that tells where the token is."""
    headers = {"Authorization": said}
    async with (
        ClientSession(watched.url) as client,
        client.get("/metrics", headers=headers) as answer,
    ):
        assert answer.status == 401
        assert "metrics.token" in await answer.text()


async def test_metrics_tell_when_certificates_end(watched: Watched) -> None:
    """Of each that there is, read anew: it may have been renewed."""
    for year in (2027, 2029):
        watched.ends = {"gateway": datetime(year, 1, 1, tzinfo=UTC)}
        found = await metrics(watched)
        name = "vdg_certificate_ends_timestamp_seconds"
        told = {key: value for key, value in found.items() if key.startswith(name)}
        assert told == {f"{name} gateway": watched.ends["gateway"].timestamp()}


async def test_metrics_tell_how_long_a_frame_waits(watched: Watched) -> None:
    """Read anew for every answer, though no batch is ever committed."""
    for waits_s in (0.0, 90.0):
        watched.waiting_s = waits_s
        found = await metrics(watched)
        assert found["vdg_intake_waiting_seconds"] == waits_s
        assert found["vdg_intake_lag_seconds_count"] == 0


async def test_metrics_tell_what_stands_in_the_store(watched: Watched) -> None:
    """Each vital is a gauge, read anew for every answer."""
    found = await metrics(watched)
    assert (
        found["vdg_vehicles"],
        found["vdg_missing"],
        found["vdg_outbox_age_seconds"],
    ) == (3, 4, 6.5)
    watched.stored = replace(CALM, missing=0)
    assert (await metrics(watched))["vdg_missing"] == 0


async def test_metrics_are_answered_without_a_database(watched: Watched) -> None:
    """The gauges are missing, and one says why; the meters of the process are there."""
    watched.stored = None
    found = await metrics(watched)
    assert found["vdg_store_reachable"] == 0
    assert "vdg_vehicles" not in found
    assert "vdg_intake_lag_seconds_count" in found


async def test_batches_are_counted_by_kind_and_reason(watched: Watched) -> None:
    """Two batches: reports, repetitions, refusals and times add up."""
    batch = BatchMeasure(
        frames=9,
        reports={"Telemetry": 5, "FaultReport": 1},
        repeated=2,
        refused={"undecodable": 1},
        lag_s=0.02,
        commit_s=0.01,
    )
    watched.meter.took(batch)
    watched.meter.took(batch)
    found = await metrics(watched)
    assert found["vdg_intake_reports_total Telemetry"] == 10
    assert found["vdg_intake_repeated_total"] == 4
    assert found["vdg_intake_refused_total undecodable"] == 2
    assert found["vdg_intake_batch_frames_sum"] == 18
    assert found["vdg_intake_commit_seconds_sum"] == pytest.approx(0.02)


async def test_alerts_ask_for_metrics_that_there_are(watched: Watched) -> None:
    """Every metric that the shipped alerts name is one that the gateway gives."""
    watched.meter.took(
        BatchMeasure(
            frames=1,
            reports={"Telemetry": 1},
            repeated=0,
            refused={"undecodable": 1},
            lag_s=0.0,
            commit_s=0.0,
        )
    )
    given = {name.split()[0] for name in await metrics(watched)}
    asked = set(re.findall(r"\bvdg_\w+", ALERTS.read_text()))
    assert asked <= given
