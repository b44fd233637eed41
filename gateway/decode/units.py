"""Which of its telematics units speaks for a vehicle: one is put in for another."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.domain.report import Presence, Report, Telemetry
from gateway.domain.vin import Vin

UnitKey = tuple[Vin, int]
UnitOrders = Mapping[UnitKey, int]


def unit_of(said: Report | Presence) -> UnitKey:
    if isinstance(said, Presence):
        return said.vin, said.unit_id
    return said.header.id.vin, said.header.unit_id


def _order(said: Report | Presence) -> int:
    return said.unit_order if isinstance(said, Presence) else said.header.unit_order


def unranked(said: Iterable[Report | Presence]) -> list[UnitKey]:
    """The units of these of which the order is not known yet, each once, as they spoke."""
    return list(dict.fromkeys([unit_of(one) for one in said if not _order(one)]))


def ranked(report: Report, orders: UnitOrders) -> Report:
    """The report with the order of its unit in its header."""
    header = report.header
    if header.unit_order:
        return report
    header = header._replace(unit_order=orders[unit_of(report)])
    if isinstance(report, Telemetry):
        return report._replace(header=header)
    return replace(report, header=header)


def ranked_presence(presence: Presence, orders: UnitOrders) -> Presence:
    if presence.unit_order:
        return presence
    return replace(presence, unit_order=orders[unit_of(presence)])
