"""Trouble codes of doors, windows and keys."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BODY_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

BY_HAND = "A door or window is mended by hand, at the car."


def _latch(code: str, door: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BODY_CONTROL,
        title=f"Latch of the {door} implausible",
        owner_text=f"Your car is not sure whether its {door} is closed. It may warn you, stay "
        "awake or not lock itself.",
        service_text=f"Switches of the latch of the {door} contradict each other. Look for "
        "water and for a door that hangs; check the plug in the pillar, then the latch.",
        severity=Severity.SOON,
        drivability="You may drive as usual; please see that all doors are closed.",
        advice=f"Please open and close the {door} once, firmly, and look whether it locks.",
        skills=frozenset({Skill.GENERAL}),
        repair_minutes=60,
        no_remedy_because=BY_HAND,
    )


LATCH_DRIVER = _latch("B1D10-64", "driver's door")
LATCH_PASSENGER = _latch("B1D11-64", "passenger's door")
LATCH_REAR_LEFT = _latch("B1D12-64", "rear left door")
LATCH_REAR_RIGHT = _latch("B1D13-64", "rear right door")
LATCH_TAILGATE = _latch("B1D20-64", "tailgate")
LATCHES = (LATCH_DRIVER, LATCH_PASSENGER, LATCH_REAR_LEFT, LATCH_REAR_RIGHT, LATCH_TAILGATE)

BONNET_OPEN = CatalogueEntry(
    code=TroubleCode.parse("B1D21-64"),
    component=BODY_CONTROL,
    title="Bonnet latch implausible",
    owner_text="Your car is not sure whether its bonnet is locked. A bonnet that is not locked "
    "may open while you drive.",
    service_text="Switch of the bonnet latch implausible. Check the safety catch first, then "
    "cable, switch and plug.",
    severity=Severity.URGENT,
    drivability="You may drive slowly to a workshop or home once you have closed the bonnet.",
    advice="Please stop at a safe place and close the bonnet firmly, with both hands.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=45,
    no_remedy_because=BY_HAND,
)
WINDOW_STUCK = CatalogueEntry(
    code=TroubleCode.parse("B1D50-71"),
    component=BODY_CONTROL,
    title="Window does not move",
    owner_text="A window of your car does not move as it should. It may not close by itself.",
    service_text="Window lifter stuck. Check guide and seal for friction, then motor and "
    "cable; teach in the end positions.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please press and hold the button for ten seconds, and park under a roof.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=BY_HAND,
)
KEY_NOT_FOUND = CatalogueEntry(
    code=TroubleCode.parse("B1D60-2F"),
    component=BODY_CONTROL,
    title="Key hard to recognise",
    owner_text="Your car often does not recognise its key. One day it may not open or start.",
    service_text="Erratic answers of the key. Try the second key and a fresh battery; look for "
    "chargers and dash cameras that disturb the antennas.",
    severity=Severity.SOON,
    drivability="You may drive as usual; carry the second key with you.",
    advice="Please replace the battery of the key, and lay the key on its spot to start.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="Keys are taught in at a workshop, with the owner present.",
)

CODES = (*LATCHES, BONNET_OPEN, WINDOW_STUCK, KEY_NOT_FOUND)
