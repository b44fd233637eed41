"""Rules of the network. A low 12 V supply explains many of them at once, and ranks first then.

Only what fails now or time and again counts: a single lost message after a jump start is none.
"""

from diagnostics_rules.brakes import causes as brakes
from diagnostics_rules.engine import causes as engine
from diagnostics_rules.engine_electrics import causes as electrics
from diagnostics_rules.infotainment import causes as infotainment
from diagnostics_rules.low_voltage import causes as low_voltage
from diagnostics_rules.network import causes as by
from diagnostics_rules.network import silence_codes, supply_codes
from diagnostics_rules.telematics import causes as telematics
from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.component import (
    BATTERY_MANAGEMENT,
    BODY_CONTROL,
    CHARGER,
    DRIVER_ASSISTANCE,
    ENGINE_CONTROL,
    EXHAUST_AFTERTREATMENT,
    FUEL_SYSTEM,
    INVERTER,
    TELEMATICS,
    TRANSMISSION_CONTROL,
    ComponentId,
)
from gateway.triage.cause import Cause
from gateway.triage.reporting import recurring
from gateway.triage.rule import Rule, VehicleSystem

NETWORK = VehicleSystem.NETWORK

CONVERTER = (low_voltage.CONVERTER_DEAD, low_voltage.GROUND_CORRODED)
ALTERNATOR = (electrics.ALTERNATOR_FAILED, electrics.CLAMP_OXIDISED)
ELECTRIC_ONLY = frozenset({BATTERY_MANAGEMENT, CHARGER, INVERTER})
ENGINE_ONLY = frozenset(
    {ENGINE_CONTROL, FUEL_SYSTEM, EXHAUST_AFTERTREATMENT, TRANSMISSION_CONTROL}
)
# What else may lie behind a silence, the likeliest first.
BEHIND: dict[tuple[ComponentId, str], tuple[Cause, ...]] = {
    (TRANSMISSION_CONTROL, "U0100-00"): (engine.CRANKSHAFT_SENSOR_HEAT,),
    (DRIVER_ASSISTANCE, "U0415-81"): (brakes.PUMP, brakes.CONTROL_UNIT),
    (BODY_CONTROL, "U0184-87"): (infotainment.RESTARTS_WITHOUT_END,),
    (TELEMATICS, "U0184-87"): (telematics.UNIT_UNCODED, infotainment.RESTARTS_WITHOUT_END),
}


def _supply(component: ComponentId) -> tuple[Cause, ...]:
    """What feeds the 12 V net of the cars that have this component."""
    if component in ELECTRIC_ONLY:
        return CONVERTER
    return ALTERNATOR if component in ENGINE_ONLY else CONVERTER + ALTERNATOR


def _undersupplied(entry: CatalogueEntry) -> Rule:
    name = f"{entry.component}_undersupplied"
    return recurring(entry, NETWORK, name, *_supply(entry.component), by.OWN_SUPPLY)


def _unheard(lost: silence_codes.Lost, entry: CatalogueEntry) -> Rule:
    name = f"{lost.component}_{lost.spelling[:5].lower()}"
    behind = BEHIND.get((lost.component, lost.spelling), ())
    causes = (*behind, by.DATA_LINE, by.SILENT_UNIT, *_supply(lost.component))
    return recurring(entry, NETWORK, name, *causes)


UNDERSUPPLIED = tuple(map(_undersupplied, supply_codes.CODES))
UNHEARD = tuple(
    _unheard(lost, entry)
    for lost, entry in zip(silence_codes.LOST, silence_codes.CODES, strict=True)
)

RULES = (*UNDERSUPPLIED, *UNHEARD)
