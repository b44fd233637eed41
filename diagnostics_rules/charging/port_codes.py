"""Trouble codes of the charge port: latch, contacts, the lines that talk to the station."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import CHARGER
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

MAY_NOT_CHARGE = "You may drive as usual; plan for charging that may not start."
AT_THE_PORT = "The charge port is looked at and mended at the car."

PORT_LATCH = CatalogueEntry(
    code=TroubleCode.parse("P1B30-72"),
    component=CHARGER,
    title="Charge port latch sticks",
    owner_text="The latch of your charge port does not move as it should. Charging may not "
    "start, or the plug may not come out at once.",
    service_text="The charge port latch does not reach its end position. Check for dirt or "
    "ice, then the actuator and its switch; bring a latch.",
    severity=Severity.SOON,
    drivability=MAY_NOT_CHARGE,
    advice="Try once more with the button in the app; if the plug is stuck, unlock the car "
    "first.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A latch that sticks needs a hand at the car.",
)
PLUG_HELD = CatalogueEntry(
    code=TroubleCode.parse("P1B3A-73"),
    component=CHARGER,
    title="Charge port does not let go of the plug",
    owner_text="The charge port of your car does not let go of the plug. The car does not "
    "drive while it is plugged in.",
    service_text="The charge port latch stays closed. Open it by its emergency cord first; "
    "check the actuator, its switch and a bent plug.",
    severity=Severity.SOON,
    drivability="You may drive as usual once the plug is out.",
    advice="Please unlock the car, stop the charging in the app and push the plug in while you "
    "press its button.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A plug that is stuck needs a hand at the car.",
)
INLET_HOT = CatalogueEntry(
    code=TroubleCode.parse("P1B31-4B"),
    component=CHARGER,
    title="Charge inlet too hot",
    owner_text="The charge inlet of your car became too hot while charging. Charging was "
    "slowed or stopped so that nothing burns.",
    service_text="Over-temperature of the charge inlet. De-energise; look for burnt, widened "
    "or dirty contacts and measure their resistance. Replace the inlet with its sensors, and "
    "look at the owner's cable, too.",
    severity=Severity.URGENT,
    drivability="You may drive as usual; please do not charge before it has been looked at.",
    advice="If you must charge, choose low power and stay with the car.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because="A burnt contact is never reset from afar.",
)
INLET_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P1B36-13"),
    component=CHARGER,
    title="Temperature sensor of the charge inlet disconnected",
    owner_text="Your car cannot measure how warm its charge inlet gets. It charges more "
    "slowly to be on the safe side.",
    service_text="Temperature sensor of the charge inlet open. Check its plug behind the "
    "inlet; the sensor is part of the inlet in most cars.",
    severity=Severity.SOON,
    drivability="You may drive as usual; charging takes longer.",
    advice="Please plan more time for charging until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=AT_THE_PORT,
)
INLET_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P1B35-62"),
    component=CHARGER,
    title="Temperature sensors of the charge inlet disagree",
    owner_text="The temperature sensors of your charge inlet do not agree. The car charges "
    "more slowly to be on the safe side.",
    service_text="Two sensors of the charge inlet disagree after a night at rest. Compare "
    "them cold; if they agree cold and part by charging, measure the contacts instead.",
    severity=Severity.SOON,
    drivability="You may drive as usual; charging takes longer.",
    advice="Please do not use fast chargers until it has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=AT_THE_PORT,
)
PROXIMITY = CatalogueEntry(
    code=TroubleCode.parse("P0D5C-00"),
    component=CHARGER,
    title="Plug not recognised reliably",
    owner_text="Your car does not always recognise that a plug is in its charge port. Some "
    "charging sessions end early or do not start.",
    service_text="Proximity detection implausible. Clean and look at the small pins of the "
    "inlet, measure the resistor of the owner's cable, then follow the line to the charger.",
    severity=Severity.SOON,
    drivability=MAY_NOT_CHARGE,
    advice="Please try another cable or station, and look whether the charge has begun.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=AT_THE_PORT,
)
PILOT_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P1B32-13"),
    component=CHARGER,
    title="No word from the charging station",
    owner_text="Your car hears nothing from the station although the plug is in. Mostly the "
    "station or the cable is at fault, not the car.",
    service_text="Control pilot open. Ask for other stations and cables first; only if it "
    "fails at several of them, check the pilot pin and its line.",
    severity=Severity.SOON,
    drivability=MAY_NOT_CHARGE,
    advice="Please try another station and another cable before you book a visit.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="Another station or cable is the test, and only you can make it.",
)
STATION_SILENT = CatalogueEntry(
    code=TroubleCode.parse("P1B38-87"),
    component=CHARGER,
    title="Fast charging does not start",
    owner_text="Your car and the fast charger did not come to an agreement. Mostly another "
    "charger works.",
    service_text="The digital conversation with the station broke off. Note make and place of "
    "the stations; check the software version, then the line to the modem of the charger.",
    severity=Severity.SOON,
    drivability=MAY_NOT_CHARGE,
    advice="Please try another fast charger, if you can of another make.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="Another station is the test, and only you can make it.",
)
PORT_DOOR = CatalogueEntry(
    code=TroubleCode.parse("P1B39-71"),
    component=CHARGER,
    title="Charge port door stuck",
    owner_text="The door of your charge port does not move by itself. You may be able to open "
    "or close it by hand.",
    service_text="Actuator of the charge port door stuck. Look for ice, paint and a bent "
    "hinge; then replace the actuator.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual.",
    advice="Please press gently on the edge of the door; in frost, warm it with your hand.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=45,
    no_remedy_because="A door that sticks needs a hand at the car.",
)

CODES = (
    PORT_LATCH,
    PLUG_HELD,
    INLET_HOT,
    INLET_SENSOR_OPEN,
    INLET_SENSOR_IMPLAUSIBLE,
    PROXIMITY,
    PILOT_OPEN,
    STATION_SILENT,
    PORT_DOOR,
)
