"""U3003-16 of every component that checks its supply: one text, told for each of them."""

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
    EXHAUST_AFTERTREATMENT,
    FUEL_SYSTEM,
    INFOTAINMENT,
    INVERTER,
    STEERING,
    TELEMATICS,
    THERMAL_MANAGEMENT,
    TRANSMISSION_CONTROL,
    ComponentId,
)
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

UNDERVOLTAGE = "U3003-16"

MOVES_THE_CAR = {
    BRAKES: ("Brakes", "Anti-lock and stability control may switch themselves off."),
    STEERING: ("Steering", "The steering may suddenly need more force."),
    AIRBAG: ("Airbag", "Airbags and belt tensioners may not work."),
    BATTERY_MANAGEMENT: ("High-voltage battery", "The car may switch its drive off."),
    INVERTER: ("Drive inverter", "The car may lose its drive."),
    ENGINE_CONTROL: ("Engine", "The engine may die and not start again."),
    FUEL_SYSTEM: ("Fuel pump", "The engine may die and not start again."),
    TRANSMISSION_CONTROL: ("Transmission", "The transmission may stay in one gear."),
    BODY_CONTROL: ("Body control", "Lights, wipers and locks may fail."),
}
COMFORT = {
    INFOTAINMENT: ("Screen", "The screen may go dark for moments."),
    TELEMATICS: ("Telematics unit", "Online services may pause."),
    THERMAL_MANAGEMENT: ("Climate control", "Heating and cooling may pause."),
    DRIVER_ASSISTANCE: ("Driver assistance", "Assistance functions may switch off."),
    CHARGER: ("Charger", "Charging may break off."),
    EXHAUST_AFTERTREATMENT: ("Exhaust control", "The exhaust may be cleaned less well."),
}


def _undersupplied(component: ComponentId, part: str, effect: str) -> CatalogueEntry:
    moves = component in MOVES_THE_CAR
    return CatalogueEntry(
        code=TroubleCode.parse(UNDERVOLTAGE),
        component=component,
        title=f"{part}: supply too low",
        owner_text=f"{part} of your car did not get enough voltage to work reliably. {effect}",
        service_text=f"{part}: supply voltage below threshold. Count who else has this code: "
        "many at once mean the 12 V net (battery, clamps, ground, DC/DC converter or "
        "alternator), one alone its own fuse, plug and ground; measure the drop under load.",
        severity=Severity.URGENT if moves else Severity.SOON,
        drivability=TO_A_WORKSHOP if moves else AS_USUAL,
        advice="Please switch off what you do not need, and do not stop on the way.",
        skills=frozenset({Skill.ELECTRONICS}),
        repair_minutes=90,
        no_remedy_because="Clearing or resetting anything while the 12 V supply is low does "
        "harm.",
        audience=Audience.OWNER if moves else Audience.SERVICE,
    )


BY_COMPONENT = {
    component: _undersupplied(component, *words)
    for component, words in (MOVES_THE_CAR | COMFORT).items()
}
CODES = tuple(BY_COMPONENT.values())
