"""What the logs may never show."""

import io
import sys
import warnings

import pytest
import structlog

from gateway.wiring.logs import set_up_logs

SECRET = "+493055501234"  # a phone number


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


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


def test_no_text_carries_a_vin_or_a_phone_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the text of an exception that somebody else wrote."""
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stderr", printed)
    set_up_logs(quiet=False)
    try:
        int(f"row (WVWZZZ1KZ8W100001, {SECRET})")
    except ValueError:
        structlog.get_logger().exception("insert failed", topic="v1/WVWZZZ1KZ8W100001/faults")
    assert "WVWZZZ1KZ8W100001" not in printed.getvalue()
    assert SECRET not in printed.getvalue()
    assert "v1/WVW…0001/faults" in printed.getvalue()
