"""Which of its telematics units speaks for a vehicle: one is put in for another."""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.report import Presence, Report
from gateway.domain.vin import Vin

UnitKey = tuple[Vin, int]
UnitOrders = Mapping[UnitKey, int]


def unit_of(said: Report | Presence) -> UnitKey:
    if isinstance(said, Presence):
        return said.vin, said.unit_id
    return said.header.id.vin, said.header.unit_id


def ranked(report: Report, orders: UnitOrders) -> Report:
    """The report with the order of its unit in its header."""
    header = report.header
    if header.unit_order:
        return report
    return replace(report, header=header._replace(unit_order=orders[unit_of(report)]))


def ranked_presence(presence: Presence, orders: UnitOrders) -> Presence:
    return replace(presence, unit_order=orders[unit_of(presence)])
