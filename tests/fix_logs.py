"""Logs: a command that a test runs in its own process leaves them as they were."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Else the next tests would write to a stream that is closed by then."""
    known = structlog.get_config()
    yield
    structlog.configure(**known)
