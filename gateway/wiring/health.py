"""What those who watch over the gateway may ask, wired to its parts."""

import asyncio
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge

from gateway.domain.errors import StoreUnavailable
from gateway.domain.instant import to_time
from gateway.embedded.private_file import write_private
from gateway.identity.installation import Installation
from gateway.intake.returning import ReturningSource
from gateway.pipeline.ports import Clock
from gateway.store.pool import Pool
from gateway.store.vitals import PostgresVitals
from gateway.web.health.certificates import CertificateMeter
from gateway.web.health.metrics import IntakeMeter, Metrics
from gateway.web.health.probes import Probes

TOKEN_NAME = "metrics.token"  # noqa: S105 -- the name of a file
_PATIENCE_S = 2.0
_FIGURES = {
    "connections": "Connections to the broker since the start.",
    "sessions_lost": "Times that the broker had forgotten us when we came back.",
    "setbacks": "Connections to the broker that ended or could not be made.",
}


class Health:
    """The meter that intake feeds, and the routes that answer."""

    def __init__(self, data: Path, pool: Pool, source: ReturningSource, clock: Clock) -> None:
        registry = CollectorRegistry()
        self.meter = IntakeMeter(registry, lambda: waiting_s(source.oldest_us, clock))
        for name, words in _FIGURES.items():
            gauge = Gauge(f"vdg_broker_{name}", words, registry=registry)
            gauge.set_function(partial(getattr, source.figures, name))
        registry.register(CertificateMeter(Installation(data).ends))
        self._metrics = Metrics(registry, PostgresVitals(pool), clock, metrics_token(data))
        self._probes = Probes(Parts(pool, source.connected))

    def routes(self) -> list[web.RouteDef]:
        return [*self._probes.routes(), *self._metrics.routes()]


class Parts:
    """Implements `gateway.pipeline.vitals.Readiness`."""

    def __init__(self, pool: Pool, connected: asyncio.Event) -> None:
        self._pool = pool
        self._connected = connected

    async def wanting(self) -> Mapping[str, str]:
        wanting = {}
        if not self._connected.is_set():
            wanting["broker"] = "There is no connection to the broker; it is tried again."
        if not await self._database_answers():
            wanting["database"] = "It does not answer; nothing is acknowledged meanwhile."
        return wanting

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE_S), self._pool.connection() as connection:
                await connection.execute("select 1")
        except (StoreUnavailable, TimeoutError):
            return False
        return True


def waiting_s(since_us: int | None, clock: Clock) -> float:
    """By the gateway's clock; nothing waits in the future, whatever a broker's clock says."""
    if since_us is None:
        return 0.0
    return max(0.0, (clock.now() - to_time(since_us)).total_seconds())


def metrics_token(data: Path) -> str:
    """The token in the data folder, which is made at the first start."""
    path = data / TOKEN_NAME
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text().strip()
