"""The one scale of severity."""

from gateway.domain.severity import Severity


def test_the_scale_runs_from_harmless_to_grave() -> None:
    """Unknown stands above monitor: it needs a person."""
    assert sorted(Severity, reverse=True) == [
        Severity.STOP_DRIVING,
        Severity.URGENT,
        Severity.SOON,
        Severity.UNKNOWN,
        Severity.MONITOR,
    ]


def test_no_severity_is_called_like_a_code_class() -> None:
    """P0 to P3 are classes of SAE J2012 codes."""
    assert not {one.value for one in Severity} & {"p0", "p1", "p2", "p3"}
