"""Trouble codes of lamps, wipers and horn."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BODY_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

BY_HAND = "A lamp or a motor is replaced by hand, at the car."


def _headlamp(code: str, side: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BODY_CONTROL,
        title=f"Headlamp {side} dark",
        owner_text=f"The {side} headlamp of your car does not work. At night you see less, and "
        "others see you less.",
        service_text=f"Circuit of the dipped beam {side} open. Check plug and ground at the "
        "lamp, then module or bulb; set the beam afterwards.",
        severity=Severity.SOON,
        drivability="You may drive by day; please avoid driving in the dark.",
        advice="Please have the lamp repaired before you drive at night.",
        skills=frozenset({Skill.GENERAL}),
        repair_minutes=45,
        no_remedy_because=BY_HAND,
    )


def _brake_light(code: str, side: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BODY_CONTROL,
        title=f"Brake light {side} dark",
        owner_text=f"The {side} brake light of your car does not work. Those behind you may "
        "notice late that you brake.",
        service_text=f"Circuit of the brake light {side} open. Check plug and ground at the "
        "lamp, then the lamp.",
        severity=Severity.SOON,
        drivability="You may drive; please brake early for those behind you.",
        advice="Please have the lamp repaired within a few days.",
        skills=frozenset({Skill.GENERAL}),
        repair_minutes=30,
        no_remedy_because=BY_HAND,
    )


HEADLAMP_LEFT = _headlamp("B1D30-13", "left")
HEADLAMP_RIGHT = _headlamp("B1D31-13", "right")
BRAKE_LIGHT_LEFT = _brake_light("B1D32-13", "left")
BRAKE_LIGHT_RIGHT = _brake_light("B1D33-13", "right")

INDICATOR = CatalogueEntry(
    code=TroubleCode.parse("B1D34-13"),
    component=BODY_CONTROL,
    title="Turn indicator dark",
    owner_text="A turn indicator of your car does not work. Others cannot see where you mean "
    "to go.",
    service_text="Circuit of a turn indicator open. Check which one blinks fast; plug, ground, "
    "then the lamp.",
    severity=Severity.SOON,
    drivability="You may drive; please give others more time where you turn.",
    advice="Please have the lamp repaired within a few days.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    no_remedy_because=BY_HAND,
)
WIPER_STUCK = CatalogueEntry(
    code=TroubleCode.parse("B1D40-71"),
    component=BODY_CONTROL,
    title="Wiper stuck",
    owner_text="The wipers of your car do not move. In rain or snow you may not see enough.",
    service_text="Wiper motor stuck. Free ice and snow first; check the linkage, then motor "
    "and fuse.",
    severity=Severity.URGENT,
    drivability="You may drive in dry weather only, to a workshop or home.",
    advice="In frost, please free the wipers by hand before you try them again.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=BY_HAND,
)
HORN = CatalogueEntry(
    code=TroubleCode.parse("B1D70-13"),
    component=BODY_CONTROL,
    title="Horn disconnected",
    owner_text="The horn of your car does not work. You cannot warn others with it.",
    service_text="Circuit of the horn open. Check its plug behind the bumper, then the horn "
    "and its relay.",
    severity=Severity.SOON,
    drivability="You may drive as usual; you cannot warn others with the horn.",
    advice="Please have the horn repaired at your next visit.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    no_remedy_because=BY_HAND,
)

CODES = (
    HEADLAMP_LEFT,
    HEADLAMP_RIGHT,
    BRAKE_LIGHT_LEFT,
    BRAKE_LIGHT_RIGHT,
    INDICATOR,
    WIPER_STUCK,
    HORN,
)
