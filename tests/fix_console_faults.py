"""Invented faults of the fleet, by code, as the console lists them."""

from gateway.domain.component import BATTERY_MANAGEMENT, INFOTAINMENT, THERMAL_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.pipeline.fleet_faults import FleetFault
from tests.fix_console_lines import ISOLATION, PUMP, SCREEN, ago

FLEET_FAULTS = (
    FleetFault(
        component=BATTERY_MANAGEMENT,
        code=ISOLATION,
        title="High-voltage isolation lost",
        severity=Severity.STOP_DRIVING,
        vehicles=1,
        failing=1,
        oldest_at=ago(minutes=21),
        newest_at=ago(minutes=21),
        told_at=ago(seconds=40),
    ),
    FleetFault(
        component=THERMAL_MANAGEMENT,
        code=PUMP,
        title="Coolant <pump> implausible",
        severity=Severity.SOON,
        vehicles=1204,
        failing=31,
        oldest_at=ago(days=40),
        newest_at=ago(hours=3),
        told_at=ago(minutes=12),
    ),
    FleetFault(
        component=INFOTAINMENT,
        code=SCREEN,
        title="Not in the catalogue",
        severity=None,
        vehicles=2,
        failing=0,
        oldest_at=ago(days=3),
        newest_at=ago(days=2),
        told_at=ago(days=2),
    ),
)
