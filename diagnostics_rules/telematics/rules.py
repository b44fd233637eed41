"""Rules of the connection: what the unit reports, and services that are missing for long."""

from diagnostics_rules.telematics import causes as by
from diagnostics_rules.telematics import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    TELEMATICS_SERVICES_LOST,
    TELEMATICS_SIGNAL_STRENGTH,
    UpdatePhase,
)
from gateway.triage.condition import all_of
from gateway.triage.measured import latest, update_phase
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import count, decibelmilliwatts, minutes

TELEMATICS = VehicleSystem.TELEMATICS

DROPPED = (by.CONNECTION_DROPPED, by.MODEM_FAILING, by.MEMORY_FULL)

# Only while it fails: a stored code stays behind after a reset that has helped.
SERVICES_LOST = failing(codes.SERVICES_LOST, TELEMATICS, "services_lost", *DROPPED)
ANTENNA_OPEN = reported(
    codes.ANTENNA_OPEN, TELEMATICS, "antenna_open", by.ANTENNA_PLUG, by.ANTENNA_BROKEN
)
REPORTED = (
    ANTENNA_OPEN,
    reported(codes.SIM_REJECTED, TELEMATICS, "sim_rejected", by.SIM_PROFILE),
    reported(codes.UNIT_UNCODED, TELEMATICS, "unit_uncoded", by.UNIT_UNCODED),
    reported(
        codes.POSITION_ANTENNA_OPEN, TELEMATICS, "position_antenna_open", by.POSITION_ANTENNA
    ),
    reported(codes.MODEM_DEFECTIVE, TELEMATICS, "modem_defective", by.MODEM_BROKEN),
    reported(codes.BACKUP_BATTERY_LOW, TELEMATICS, "backup_battery_low", by.BACKUP_BATTERY),
    reported(
        codes.EMERGENCY_BUTTON_OPEN, TELEMATICS, "emergency_button_open", by.EMERGENCY_BUTTON
    ),
)

# Without signal, in a garage or a valley, every service is missing, and that is no fault.
SERVICES_MISSING = Rule(
    id=RuleId("telematics.services_missing"),
    system=TELEMATICS,
    title="Services missing for ten minutes of good mobile signal",
    when=all_of(
        latest(TELEMATICS_SIGNAL_STRENGTH) > decibelmilliwatts(-100),
        latest(TELEMATICS_SERVICES_LOST) > count(0),
    ).held_for(minutes(10)),
    causes=DROPPED,
    entry=codes.SERVICES_LOST,
)

UPDATE_FAILED = reported(codes.UPDATE_FAILED, TELEMATICS, "update_failed", by.UPDATE_BROKEN_OFF)
UPDATE_ROLLED_BACK = reported(
    codes.UPDATE_ROLLED_BACK, TELEMATICS, "update_rolled_back", by.UPDATE_REFUSED
)
# The unit that tells of it may not set a code of its own.
UPDATE_UNFINISHED = Rule(
    id=RuleId("telematics.update_unfinished"),
    system=TELEMATICS,
    title="The car says that its software update has failed",
    when=update_phase(UpdatePhase.FAILED),
    causes=(by.UPDATE_BROKEN_OFF,),
    entry=codes.UPDATE_FAILED,
)

RULES = (
    SERVICES_LOST,
    *REPORTED,
    SERVICES_MISSING,
    UPDATE_FAILED,
    UPDATE_ROLLED_BACK,
    UPDATE_UNFINISHED,
)
