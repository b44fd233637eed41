"""One booked job with the evidence that the workshop needs."""

from aiohttp import web

from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import JobCard, SignalSeries
from gateway.web.console.addresses import job_of, not_found
from gateway.web.live.samples import message, of_series
from gateway.web.rendering import Renderer
from gateway.web.words.moment import zone
from gateway.web.words.quantity import number, scale


class JobPages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/service/jobs/{id}", self.show),
            web.get("/service/jobs/{id}/series", self.series),
        ]

    async def show(self, request: web.Request) -> web.Response:
        job = await self._job(request)
        return self._renderer.page(
            request,
            "job.html",
            job=job,
            zone=zone(job.appointment.time_zone),
            charts=[(one, scale(one.unit)[1], summary(one)) for one in job.series],
            marks=sorted({fault.opened_at.timestamp() for fault in job.faults}),
        )

    async def series(self, request: web.Request) -> web.Response:
        job = await self._job(request)
        text = message(of_series(job.series), self._renderer.now(), 0.0, anew=True)
        return web.Response(text=text, content_type="application/json")

    async def _job(self, request: web.Request) -> JobCard:
        job = await self._reader.job(job_of(request))
        if job is None:
            raise not_found("There is no such job")
        return job


def summary(series: SignalSeries) -> str:
    """What the drawing shows, for those who cannot see it: "62 to 104 °C"."""
    factor, unit = scale(series.unit)
    values = [value * factor for value in series.values if value is not None]
    if not values:
        return "not measured"
    return f"{number(min(values))} to {number(max(values))} {unit}".rstrip()
