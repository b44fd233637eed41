"""Trouble codes of the tyres and of what watches them."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import CatalogueEntry, Skill, WordsIfWorse
from gateway.domain.component import BODY_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

AIR_AT_THE_CAR = "Air has to be filled in at the car."


def _pressure(code: str, wheel: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BODY_CONTROL,
        title=f"Tyre pressure {wheel} low",
        owner_text=f"The {wheel} tyre of your car has less air than it should. The car uses "
        "more energy, and the tyre wears and warms up.",
        service_text=f"Tyre pressure {wheel} below its limit. Look for a nail, check valve and "
        "rim; set the pressure cold and let the sensors learn again.",
        severity=Severity.SOON,
        drivability="You may drive; please check the tyre pressures at the next stop.",
        advice="Please fill the tyre at the next air station and look for a nail or a cut.",
        skills=frozenset({Skill.TYRES}),
        repair_minutes=45,
        no_remedy_because=AIR_AT_THE_CAR,
        if_worse=WordsIfWorse(
            severity=Severity.URGENT,
            title=f"Tyre {wheel} nearly flat",
            owner_text=f"The {wheel} tyre of your car has lost so much air that it heats up "
            "while you drive, and may come apart.",
            drivability="You may drive slowly to the nearest air station or tyre workshop, and "
            "no further.",
            advice="Please look at the tyre first: if it looks flat, or if something sticks in "
            "it, stay where you are and we send help; else fill it, and watch it.",
        ),
    )


def _sensor(code: str, wheel: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BODY_CONTROL,
        title=f"Tyre sensor {wheel} silent",
        owner_text=f"The sensor in the {wheel} tyre of your car does not answer. The car "
        "cannot warn you if that tyre loses air.",
        service_text=f"No signal from the tyre sensor {wheel}. Wake it with the tool: an empty "
        "battery is the rule after six years. Replace the sensor with its valve and teach it "
        "in.",
        severity=Severity.MONITOR,
        drivability=AS_USUAL,
        advice="Please look at that tyre from time to time until the sensor is replaced.",
        skills=frozenset({Skill.TYRES}),
        repair_minutes=45,
        no_remedy_because="The sensor sits inside the tyre.",
    )


PRESSURE_REAR_LEFT = _pressure("C1A50-00", "rear left")
PRESSURE_FRONT_LEFT = _pressure("C1A51-00", "front left")
PRESSURE_FRONT_RIGHT = _pressure("C1A52-00", "front right")
PRESSURE_REAR_RIGHT = _pressure("C1A53-00", "rear right")
SENSOR_FRONT_LEFT = _sensor("C1A54-31", "front left")
SENSOR_FRONT_RIGHT = _sensor("C1A55-31", "front right")
SENSOR_REAR_LEFT = _sensor("C1A56-31", "rear left")
SENSOR_REAR_RIGHT = _sensor("C1A57-31", "rear right")

PRESSURES = (
    PRESSURE_FRONT_LEFT,
    PRESSURE_FRONT_RIGHT,
    PRESSURE_REAR_LEFT,
    PRESSURE_REAR_RIGHT,
)
SENSORS = (SENSOR_FRONT_LEFT, SENSOR_FRONT_RIGHT, SENSOR_REAR_LEFT, SENSOR_REAR_RIGHT)
CODES = (*PRESSURES, *SENSORS)
