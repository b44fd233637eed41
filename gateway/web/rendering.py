"""Templates to pages: one strict, autoescaping environment with the words as filters."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.domain.severity import Severity
from gateway.web.words import (
    age,
    case,
    contact,
    event,
    missing,
    moment,
    operation,
    quantity,
    severity,
    shadow,
    status,
    term,
    week,
)

HERE = Path(__file__).parent
STATIC = HERE / "static"
USER = web.RequestKey("user", str)

_FILTERS: dict[str, Callable[..., Any]] = {
    "age": age.age,
    "due": age.due,
    "moment": moment.moment,
    "clock": moment.clock,
    "day": moment.day,
    "stretch": moment.stretch,
    "zone": moment.zone,
    "severity_word": severity.severity_word,
    "severity_class": severity.severity_class,
    "status_words": status.status_words,
    "fault_state": status.fault_state,
    "contact_words": contact.contact_words,
    "backlog_words": contact.backlog_words,
    "behind": contact.behind,
    "missing_words": missing.missing_words,
    "value_words": quantity.value_words,
    "number": quantity.number,
    "phase_word": quantity.phase_word,
    "case_word": case.case_word,
    "operation_steps": operation.steps,
    "term": term.term,
    "kind_word": event.kind_word,
    "sentence": event.sentence,
    "week_at": week.week_at,
    "reason_words": operation.reason_words,
    "watched_words": shadow.watched_words,
    "enough_words": shadow.enough_words,
    "lead_words": shadow.lead_words,
    "outcome_words": shadow.outcome_words,
}
_GLOBALS = {
    "OPERATION_WORDS": operation.WORDS,
    "PROOF_WORDS": case.PROOFS,
    "APPOINTMENT_WORDS": case.APPOINTMENTS,
    "Severity": Severity,
}


class Renderer:
    """Renders pages and parts of pages; `now` is the gateway's clock.

    `notice` stands in the header of every page.
    """

    def __init__(self, now: Callable[[], datetime], notice: str) -> None:
        self.now = now
        self._notice = notice
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(_FILTERS)
        self._environment.globals.update(_GLOBALS, static=_static_url())

    def part(self, name: str, **context: Any) -> str:
        """The HTML of one template."""
        return self._environment.get_template(name).render(now=self.now(), **context)

    def page(
        self,
        request: web.Request,
        name: str,
        *,
        code: int = 200,
        **context: Any,
    ) -> web.Response:
        """A whole page, with the header that all pages share."""
        text = self.part(
            name, user=request.get(USER), path=request.path, notice=self._notice, **context
        )
        return web.Response(text=text, status=code, content_type="text/html")


def _static_url() -> Callable[[str], str]:
    known: dict[str, str] = {}

    def url(name: str) -> str:
        """Path of a static file with its digest, so that browsers may keep it for ever."""
        if name not in known:
            known[name] = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={known[name]}"

    return url
