"""Structured logs on standard error; VINs are masked by their own repr.

Tracebacks are plain: those with local variables would print VINs and phone numbers.
"""

import logging
import sys
from collections.abc import Sequence

import structlog
from structlog.typing import Processor


def set_up_logs(*, quiet: bool) -> None:
    """Readable lines in a terminal, JSON elsewhere; `quiet` leaves only warnings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_renderers(terminal=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if quiet else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _renderers(*, terminal: bool) -> Sequence[Processor]:
    if terminal:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
