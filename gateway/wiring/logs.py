"""Structured logs on standard error, without VINs and phone numbers.

Tracebacks are plain: those with local variables would print what people keep to themselves.
"""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

_VIN = re.compile(r"\b([A-HJ-NPR-Z0-9]{3})[A-HJ-NPR-Z0-9]{10}([A-HJ-NPR-Z0-9]{4})\b")
_PHONE = re.compile(r"(\+[1-9]\d)\d{5,11}(\d{2})\b")


def set_up_logs(*, quiet: bool) -> None:
    """Readable lines in a terminal, JSON elsewhere; `quiet` leaves only warnings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            _renderer(terminal=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if quiet else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def mask(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The last line of defence: whatever text carries them, exceptions included."""
    return {name: _masked(value) for name, value in event.items()}


def _masked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _PHONE.sub(r"\1…\2", _VIN.sub(_mask_vin, value))


def _mask_vin(found: re.Match[str]) -> str:
    """Seventeen digits or letters alone are a number or a word, and stay."""
    text = found[0]
    mixed = not text.isdigit() and any(c.isdigit() for c in text)
    return f"{found[1]}…{found[2]}" if mixed else text


def _renderer(*, terminal: bool) -> Processor:
    return (
        structlog.dev.ConsoleRenderer()
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
