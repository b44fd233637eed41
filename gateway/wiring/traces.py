"""Traces, where they are asked for: spans of batches, case steps and commands, over OTLP."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import Protocol

from gateway.domain.case import CaseId
from gateway.domain.errors import PartMissing
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.pipeline.dispatch import CommandChannel
from gateway.pipeline.ports import Take
from gateway.store.case_desk import PostgresDesk
from gateway.store.case_shelf import PostgresShelf
from gateway.store.pool import Pool

SERVICE = "vehicle-diagnostics-gateway"


class Spans(Protocol):
    def span(self, name: str, **attributes: int | str) -> AbstractContextManager[object]:
        """Open while the block runs; what it raises is noted in it."""
        ...


class NoSpans:
    """Nobody has asked for traces."""

    @contextmanager
    def span(self, name: str, **attributes: int | str) -> Iterator[None]:  # noqa: ARG002
        yield


class OtlpSpans:
    """Sent in the background to a collector, as "http://host:4318/v1/traces"."""

    def __init__(self, collector: str) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
            from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        except ImportError as error:  # an extra that only those install who want traces
            raise PartMissing(f"{error.name}; install the extra traces") from error
        self._provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
        exporter = OTLPSpanExporter(endpoint=collector)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE)

    def span(self, name: str, **attributes: int | str) -> AbstractContextManager[object]:
        return self._tracer.start_as_current_span(name, attributes=attributes)

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()


@contextmanager
def open_spans(collector: str | None) -> Iterator[Spans]:
    """To that collector, if one is named; raises `PartMissing` without the extra."""
    if collector is None:
        yield NoSpans()
        return
    spans = OtlpSpans(collector)
    try:
        yield spans
    finally:
        spans.close()


def traced_take(spans: Spans, take: Take) -> Take:
    """Two spans a batch: until it is judged, and until it is stored."""

    async def stored(storing: asyncio.Future[None], frames: int) -> None:
        with spans.span("intake.store", frames=frames):
            await storing

    async def traced(frames: Sequence[Frame]) -> asyncio.Future[None]:
        with spans.span("intake.batch", frames=len(frames)):
            storing = await take(frames)
        return asyncio.create_task(stored(storing, len(frames)))

    return traced


class TracedChannel:
    """Implements `gateway.pipeline.dispatch.CommandChannel`."""

    def __init__(self, spans: Spans, channel: CommandChannel) -> None:
        self._spans = spans
        self._channel = channel

    async def send(self, vin: Vin, downlink: bytes) -> None:
        with self._spans.span("command.send", vehicle=vin.masked, bytes=len(downlink)):
            await self._channel.send(vin, downlink)


class TracedShelf(PostgresShelf):
    """Implements `gateway.pipeline.casework.CaseShelf`."""

    def __init__(self, spans: Spans, pool: Pool) -> None:
        super().__init__(pool)
        self._spans = spans

    @asynccontextmanager
    async def open(self, case: CaseId) -> AsyncIterator[PostgresDesk | None]:
        with self._spans.span("case.step", case=case):
            async with super().open(case) as desk:
                yield desk
