"""Trouble codes of the on-board charger and the contactors behind the inlet."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import CHARGER
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "The charger carries high voltage; it is never reset from afar."

CHARGER_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("P0D24-49"),
    component=CHARGER,
    title="On-board charger weak",
    owner_text="A part of your car's own charger has failed. It charges at home and at work "
    "more slowly than before; fast charging is not affected.",
    service_text="Internal fault of the on-board charger. Compare the power on each phase: "
    "one dead phase is the charger if the wallbox gives three. Check its coolant as well.",
    severity=Severity.SOON,
    drivability="You may drive as usual; charging at home takes up to three times as long.",
    advice="Please plan more time for charging, or use a fast charger meanwhile.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
MAINS_OUT_OF_RANGE = CatalogueEntry(
    code=TroubleCode.parse("P1B34-1C"),
    component=CHARGER,
    title="Mains voltage out of range",
    owner_text="The socket or station gave your car too high or too low a voltage. Your car "
    "has stopped charging to protect itself.",
    service_text="AC input out of range. Ask for the place: if it happens at one station only, "
    "the installation is at fault. Otherwise measure the input of the charger.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual.",
    advice="Please try another socket or station, and no long extension cable.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=60,
    no_remedy_because="Another socket is the test, and only you can make it.",
)
EARTH_LEAK = CatalogueEntry(
    code=TroubleCode.parse("P1B3B-1A"),
    component=CHARGER,
    title="Leakage while charging",
    owner_text="Your car measured a leakage current while charging and has stopped. Somebody "
    "who touches the car could get a shock while it charges.",
    service_text="Leakage to earth while charging. Separate cable, station and car; measure "
    "the isolation of inlet and charger, dry and wet.",
    severity=Severity.URGENT,
    drivability="You may drive as usual; please do not charge before it has been looked at.",
    advice="Please unplug with dry hands and keep the cable away.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
FAST_CONTACTOR_WELDED = CatalogueEntry(
    code=TroubleCode.parse("P1B37-73"),
    component=CHARGER,
    title="Contactor of the fast charging inlet does not open",
    owner_text="The switch behind the fast charging contacts of your car has stuck. The "
    "contacts of the inlet may be live.",
    service_text="DC charging contactor welded. Treat the inlet as live; de-energise at the "
    "service plug, verify at the pins, and replace both contactors.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Please close the flap of the charge port and touch nothing in it; we send a tow "
    "truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
FAST_CONTACTOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P1B3C-72"),
    component=CHARGER,
    title="Contactor of the fast charging inlet does not close",
    owner_text="The switch behind the fast charging contacts of your car does not close. Fast "
    "charging does not work; charging at home does.",
    service_text="DC charging contactor stuck open. Check its coil and supply, then replace "
    "both contactors.",
    severity=Severity.SOON,
    drivability="You may drive as usual; please charge at home or at slow stations.",
    advice="Please plan longer trips without fast chargers until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
CHARGER_HOT = CatalogueEntry(
    code=TroubleCode.parse("P1B3D-98"),
    component=CHARGER,
    title="On-board charger too hot",
    owner_text="Your car's own charger has become too warm and charges more slowly. This can "
    "happen in the sun; it should not happen often.",
    service_text="Over-temperature of the on-board charger. Check flow and level of the "
    "coolant, then the seat of the charger on its plate.",
    severity=Severity.SOON,
    drivability="You may drive as usual; charging takes longer.",
    advice="Please charge in the shade or at night until it has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)

CODES = (
    CHARGER_DEFECTIVE,
    MAINS_OUT_OF_RANGE,
    EARTH_LEAK,
    FAST_CONTACTOR_WELDED,
    FAST_CONTACTOR_OPEN,
    CHARGER_HOT,
)
