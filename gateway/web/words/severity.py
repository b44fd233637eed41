"""The severity scale as the console words it."""

from gateway.domain.severity import Severity

WORDS = {
    Severity.STOP_DRIVING: "Stop driving",
    Severity.URGENT: "Urgent",
    Severity.SOON: "Service soon",
    Severity.MONITOR: "Watch",
    Severity.UNKNOWN: "Unknown",
}


def severity_word(severity: Severity | None) -> str:
    """None means that no fault is known, which is not the same as healthy."""
    return WORDS[severity] if severity else "No fault known"


def severity_class(severity: Severity | None) -> str:
    """The CSS class that colours it."""
    return f"severity-{severity.value.replace('_', '-')}" if severity else "severity-none"
