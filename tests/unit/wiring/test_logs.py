"""What the logs may never show."""

import io
import sys
import warnings
from collections.abc import Iterator

import pytest
import structlog

from gateway.wiring.logs import set_up_logs

SECRET = "+493055501234"  # a phone number


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def _logs_as_they_were() -> Iterator[None]:
    known = structlog.get_config()
    yield
    structlog.configure(**known)


@pytest.mark.usefixtures("_logs_as_they_were")
@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_a_traceback_prints_no_variable(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    """In a terminal or not: the place and the error are logged, the values at hand are not."""
    printed = stream()
    monkeypatch.setattr(sys, "stderr", printed)
    set_up_logs(quiet=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log_a_failure(SECRET)
    assert "ZeroDivisionError" in printed.getvalue()
    assert "log_a_failure" in printed.getvalue()
    assert SECRET not in printed.getvalue()


def log_a_failure(phone: str) -> None:
    try:
        len(phone) / 0
    except ZeroDivisionError:
        structlog.get_logger().exception("case failed")
