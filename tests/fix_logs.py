"""Logs: plain, and left as they were by a command that a test runs in its own process."""

from collections.abc import Iterator

import pytest
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """As in the product; those with every local variable take seconds to write."""
    *processors, _ = structlog.get_config()["processors"]
    plain = ConsoleRenderer(exception_formatter=plain_traceback)
    structlog.configure(processors=[*processors, plain])


@pytest.fixture(autouse=True)
def _logs_as_they_were(_plain_tracebacks: None) -> Iterator[None]:
    """Else the next tests would write to a stream that is closed by then."""
    known = structlog.get_config()
    yield
    structlog.configure(**known)
