"""`/metrics` in OpenMetrics text, for whoever shows the token."""

import hmac
from collections.abc import Callable, Iterable

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from gateway.domain.errors import StoreUnavailable
from gateway.pipeline.ports import Clock
from gateway.pipeline.vitals import BatchMeasure, Vitals, VitalsReader

_FRAMES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120)
_GAUGES = {
    "vehicles": "Vehicles that are known.",
    "online": "Vehicles with a live session.",
    "missing": "Reports that are known to exist and have not come.",
    "held_back": "Reports that are stored and wait for those before them to be judged.",
    "outbox": "Commands that wait in the outbox.",
    "outbox_age_s": "How long the oldest waiting command has waited.",
    "open_cases": "Cases that are open.",
    "overdue_s": "How long the oldest due case has been due.",
}


class IntakeMeter:
    """Implements `gateway.pipeline.vitals.Meter`.

    `waiting_s` is asked for every answer: a batch that never ends is in no histogram.
    """

    def __init__(self, registry: CollectorRegistry, waiting_s: Callable[[], float]) -> None:
        waiting = Gauge(
            "vdg_intake_waiting_seconds",
            "How long the oldest frame waits that has come and is not stored.",
            registry=registry,
        )
        waiting.set_function(waiting_s)
        self._frames = Histogram(
            "vdg_intake_batch_frames", "Frames a batch.", buckets=_FRAMES, registry=registry
        )
        self._lag = Histogram(
            "vdg_intake_lag_seconds",
            "From the arrival of a batch's first frame to its commit.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._commit = Histogram(
            "vdg_intake_commit_seconds",
            "A batch's transaction.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._reports = Counter(
            "vdg_intake_reports", "Reports taken in.", ["kind"], registry=registry
        )
        self._repeated = Counter(
            "vdg_intake_repeated", "Reports that were there already.", registry=registry
        )
        self._refused = Counter(
            "vdg_intake_refused", "Frames kept aside.", ["reason"], registry=registry
        )

    def took(self, batch: BatchMeasure) -> None:
        self._frames.observe(batch.frames)
        self._lag.observe(batch.lag_s)
        self._commit.observe(batch.commit_s)
        self._repeated.inc(batch.repeated)
        for kind, number in batch.reports.items():
            self._reports.labels(kind).inc(number)
        for reason, number in batch.refused.items():
            self._refused.labels(reason).inc(number)


class _Everything(Collector):
    """The meters of this process, and what was read from the store for this one answer."""

    def __init__(self, meters: CollectorRegistry, vitals: Vitals | None) -> None:
        self._meters = meters
        self._vitals = vitals

    def collect(self) -> Iterable[Metric]:
        yield from self._meters.collect()
        reachable = self._vitals is not None
        yield GaugeMetricFamily(
            "vdg_store_reachable", "Whether the database answers.", float(reachable)
        )
        if self._vitals is not None:
            for field, words in _GAUGES.items():
                name = f"vdg_{field.removesuffix('_s')}" + (
                    "_seconds" if field.endswith("_s") else ""
                )
                yield GaugeMetricFamily(name, words, float(getattr(self._vitals, field)))


class Metrics:
    """Answers with the meters of this process and with what stands in the store."""

    def __init__(
        self, registry: CollectorRegistry, vitals: VitalsReader, clock: Clock, token: str
    ) -> None:
        ProcessCollector(registry=registry)
        self._registry = registry
        self._vitals = vitals
        self._clock = clock
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        if not self._may(request.headers.get("Authorization", "")):
            return web.Response(
                status=401,
                text="Metrics want the token in metrics.token of the data folder.\n",
                headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
            )
        everything = CollectorRegistry()
        everything.register(_Everything(self._registry, await self._read()))
        body: bytes = generate_latest(everything)  # type: ignore[no-untyped-call]
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _read(self) -> Vitals | None:
        try:
            return await self._vitals.vitals(self._clock.now())
        except StoreUnavailable:
            return None  # said by a gauge of its own; the meters are answered all the same

    def _may(self, said: str) -> bool:
        return hmac.compare_digest(
            said.encode(errors="replace"), f"Bearer {self._token}".encode()
        )
