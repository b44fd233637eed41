"""What triage hears: telemetry and fault reports with their event times."""

from gateway.domain.report import FaultReport, Placed, Telemetry
from gateway.triage.window import Order, order_of

LONGEST_REPORT_MS = 24 * 3_600_000
"""No report spans more; a row further from its start is not believed."""

Heard = Placed[Telemetry] | Placed[FaultReport]


def order_in_vehicle(heard: Heard) -> tuple[Order, int]:
    """Sorts the reports of one vehicle as it made them."""
    header = heard.report.header
    return order_of(header), header.id.boot_id
