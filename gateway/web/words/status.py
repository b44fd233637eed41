"""The ISO 14229-1 status byte of a fault in words."""

from gateway.domain.trouble_code import Status
from gateway.pipeline.views import FaultLine

BITS = {
    Status.TEST_FAILED: "failing now",
    Status.TEST_FAILED_THIS_OPERATION_CYCLE: "failed in this operation cycle",
    Status.PENDING: "pending",
    Status.CONFIRMED: "confirmed",
    Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR: "not tested since the last clear",
    Status.TEST_FAILED_SINCE_LAST_CLEAR: "failed since the last clear",
    Status.TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE: "not tested in this operation cycle",
    Status.WARNING_INDICATOR_REQUESTED: "warning lamp on",
}
_HEADLINE = (
    Status.TEST_FAILED,
    Status.CONFIRMED,
    Status.PENDING,
    Status.WARNING_INDICATOR_REQUESTED,
)
_ENDS = {"healed": "healed by itself", "cleared": "cleared by a diagnostic request"}


def status_words(status: Status) -> list[str]:
    """Every bit that is set, lowest first."""
    return [words for bit, words in BITS.items() if status & bit]


def fault_state(fault: FaultLine) -> str:
    """What matters now, as "Failing now, confirmed, warning lamp on" or "Healed by itself"."""
    if fault.near_miss:
        return "Near miss: healed before it was confirmed"
    if fault.ended_at is not None:
        return _ENDS.get(fault.end, fault.end or "ended").capitalize()
    words = [BITS[bit] for bit in _HEADLINE if fault.status & bit]
    return ", ".join(words).capitalize() or "Stored, not present"
