"""Lost communication: which component does not hear which other one, and what that means."""

from typing import NamedTuple

from diagnostics_rules.drivability import AS_USUAL, TO_A_WORKSHOP
from gateway.domain.catalogue import Audience, CatalogueEntry, Skill
from gateway.domain.component import (
    AIRBAG,
    BATTERY_MANAGEMENT,
    BODY_CONTROL,
    BRAKES,
    CHARGER,
    DRIVER_ASSISTANCE,
    ENGINE_CONTROL,
    INFOTAINMENT,
    INVERTER,
    STEERING,
    TELEMATICS,
    TRANSMISSION_CONTROL,
    ComponentId,
)
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.wording import spoken_component

IF_YOU_SEE_YOUR_SPEED = "You may drive if you can still see your speed and the warning lamps."
STAY_NEAR = "Please stay off motorways, and do not leave the car where it could not be fetched."
TELL_US = "Please let us know what else you notice, even if it comes and goes."

SILENT = (
    "has lost the messages of {0}. Look at the 12 V supply of those minutes first, then at who "
    "else has lost them: one alone means its own line and plug, all of them mean supply, "
    "ground and fuse of the silent one, then the unit."
)
INVALID = (
    "hears {0}, but what it is told is marked as invalid. Read and mend the codes of {0} "
    "first; without any, look at supply and software of both."
)


class Lost(NamedTuple):
    """`effect`: what the owner may notice, one or two sentences."""

    spelling: str
    component: ComponentId
    other: str
    effect: str
    severity: Severity
    drivability: str


def _entry(lost: Lost) -> CatalogueEntry:
    who = spoken_component(lost.component).capitalize()
    invalid = lost.spelling.startswith("U04")
    return CatalogueEntry(
        code=TroubleCode.parse(lost.spelling),
        component=lost.component,
        title=f"{who} does not {'believe' if invalid else 'hear'} {lost.other}",
        owner_text=f"Two parts of your car do not talk to each other. {lost.effect}",
        service_text=f"{who} {INVALID if invalid else SILENT}".format(lost.other),
        severity=lost.severity,
        drivability=lost.drivability,
        advice=STAY_NEAR if lost.severity is Severity.URGENT else TELL_US,
        skills=frozenset({Skill.ELECTRONICS}),
        repair_minutes=90,
        no_remedy_because="Messages come back once their cause is mended; clearing hides it.",
        audience=Audience.SERVICE if lost.severity is Severity.MONITOR else Audience.OWNER,
    )


LOST = (
    Lost(
        "U0100-00",
        TRANSMISSION_CONTROL,
        "the engine control",
        "The engine may have died, or the transmission stays in one gear.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0100-87",
        INFOTAINMENT,
        "the drive controller",
        "The screen may not show speed, range or gear.",
        Severity.SOON,
        IF_YOU_SEE_YOUR_SPEED,
    ),
    Lost(
        "U0101-00",
        ENGINE_CONTROL,
        "the transmission control",
        "The car may stay in one gear.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0110-87",
        BATTERY_MANAGEMENT,
        "the drive inverter",
        "The car may lose its drive, or not start to drive again.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0111-87",
        INVERTER,
        "the battery management",
        "The car may limit its power, or lose its drive.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0111-87",
        CHARGER,
        "the battery management",
        "The car may not charge.",
        Severity.SOON,
        "You may drive as usual; plan for charging that may not start.",
    ),
    Lost(
        "U0298-87",
        BATTERY_MANAGEMENT,
        "the DC/DC converter",
        "Nobody can tell whether the 12 V battery is charged; it may run flat.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0121-87",
        STEERING,
        "the brakes",
        "Steering assistance may not follow the speed; anti-lock may be off.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0121-87",
        DRIVER_ASSISTANCE,
        "the brakes",
        "Assistance is off, and anti-lock may be off too.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0121-87",
        ENGINE_CONTROL,
        "the brakes",
        "Cruise control is off, and stability control may not slow the engine.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0415-81",
        DRIVER_ASSISTANCE,
        "the brakes",
        "The brakes send what cannot be: assistance is off, and stability control may be too.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0126-87",
        BRAKES,
        "the steering angle sensor",
        "Stability control may not help you on a slippery road.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0131-87",
        BRAKES,
        "the steering",
        "Stability control may be off, and the steering may need more force.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0140-87",
        AIRBAG,
        "the body control",
        "The airbags work by themselves, but may not unlock the doors after a crash.",
        Severity.SOON,
        AS_USUAL,
    ),
    Lost(
        "U0140-87",
        INFOTAINMENT,
        "the body control",
        "The screen may not show doors, lights and warnings.",
        Severity.SOON,
        IF_YOU_SEE_YOUR_SPEED,
    ),
    Lost(
        "U0151-87",
        BODY_CONTROL,
        "the airbag",
        "Airbags and belt tensioners may not work.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
    Lost(
        "U0155-87",
        INFOTAINMENT,
        "the instrument cluster",
        "Warning lamps and speed may be missing.",
        Severity.URGENT,
        IF_YOU_SEE_YOUR_SPEED,
    ),
    Lost(
        "U0164-87",
        INFOTAINMENT,
        "the climate control",
        "The climate control may not be set on the screen.",
        Severity.MONITOR,
        AS_USUAL,
    ),
    Lost(
        "U0184-87",
        BODY_CONTROL,
        "the infotainment",
        "The screen may be dark or start again and again.",
        Severity.SOON,
        IF_YOU_SEE_YOUR_SPEED,
    ),
    # Alone it means only that messages cannot be shown; a dark screen is missed by others too.
    Lost(
        "U0184-87",
        TELEMATICS,
        "the infotainment",
        "Calls and messages may not be shown on the screen.",
        Severity.MONITOR,
        AS_USUAL,
    ),
    Lost(
        "U0198-87",
        BODY_CONTROL,
        "the telematics unit",
        "Opening the car by phone may not work.",
        Severity.MONITOR,
        AS_USUAL,
    ),
    Lost(
        "U0235-87",
        DRIVER_ASSISTANCE,
        "the front radar",
        "Distance control and emergency braking may not help you.",
        Severity.SOON,
        "You may drive as usual; keep your distance yourself.",
    ),
    Lost(
        "U0073-88",
        BODY_CONTROL,
        "anybody on its line",
        "Many functions may fail at the same time.",
        Severity.URGENT,
        TO_A_WORKSHOP,
    ),
)

CODES = tuple(map(_entry, LOST))
