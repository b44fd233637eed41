"""Traces: spans reach a collector, and nothing is loaded where nobody asks."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.wiring.traces import NoSpans, TracedChannel, open_spans, traced_take

VIN = Vin("WVWZZZ1JZXW000001")


class Channel:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, vin: Vin, downlink: bytes) -> None:
        del vin
        self.sent.append(downlink)


async def test_spans_reach_the_collector() -> None:
    """A batch and a command are spans, without the VIN; what they wrap is done."""
    names: list[str] = []
    bodies: list[bytes] = []

    async def collect(request: web.Request) -> web.Response:
        body = await request.read()
        said = ExportTraceServiceRequest.FromString(body)
        bodies.append(body)
        names.extend(
            span.name
            for resource in said.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        )
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", collect)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/traces"
    channel, taken = Channel(), []

    async def take(frames: Sequence[Frame]) -> asyncio.Future[None]:
        taken.append(len(frames))
        return asyncio.create_task(asyncio.sleep(0))

    stack = open_spans(url)
    spans = stack.__enter__()
    await (await traced_take(spans, take)([]))
    await TracedChannel(spans, channel).send(VIN, b"down")
    await asyncio.to_thread(stack.__exit__, None, None, None)
    await runner.cleanup()
    assert sorted(names) == ["command.send", "intake.batch", "intake.store"]
    assert (taken, channel.sent) == ([0], [b"down"])
    assert not any(VIN.text.encode() in body for body in bodies)


async def test_what_fails_inside_a_span_still_fails() -> None:
    """With or without a collector the exception goes on."""

    async def take(frames: Sequence[Frame]) -> asyncio.Future[None]:
        del frames
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        await traced_take(NoSpans(), take)([])


def test_nothing_is_loaded_where_nobody_asks() -> None:
    """A gateway without the setting imports no tracing library."""
    code = "import sys, gateway.wiring.serve; print('opentelemetry' in sys.modules)"
    said = subprocess.run(  # noqa: S603 -- our own interpreter, our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
