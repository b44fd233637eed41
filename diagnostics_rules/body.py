"""Body: tyres and what watches them."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import BODY_CONTROL
from gateway.domain.finding import RuleId
from gateway.domain.quantity import Kilopascal
from gateway.domain.severity import Severity
from gateway.domain.signal import (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.condition import AtLeast, any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import kilopascals, minutes, seconds

TYRES = (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)


def any_tyre_below(limit: Kilopascal) -> AtLeast:
    return any_of(*(latest(tyre) < limit for tyre in TYRES))


TYRE_PRESSURE_LOW = CatalogueEntry(
    code=TroubleCode.parse("C1A50-00"),
    component=BODY_CONTROL,
    title="Tyre pressure low",
    owner_text="At least one tyre of your car has less air than it should. The car uses "
    "more energy, and the tyre wears and warms up.",
    service_text="Tyre pressure below its limit. Look for a nail, check valve and rim; set "
    "the pressure cold and let the sensors learn again.",
    severity=Severity.SOON,
    drivability="You may drive; please check the tyre pressures at the next stop.",
    advice="Please fill the tyre at the next air station and look for a nail or a cut.",
    skills=frozenset({Skill.TYRES}),
    repair_minutes=45,
    no_remedy_because="Air has to be filled in at the car.",
)

CODES = (TYRE_PRESSURE_LOW,)

REMEDIES: tuple[Remedy, ...] = ()

TYRE_PRESSURE_FAULT = Cause(
    id=CauseId("body.tyre_pressure_fault"),
    title="A tyre loses air, or has not been filled for a long time.",
)
TYRE_NEARLY_FLAT = Cause(
    id=CauseId("body.tyre_nearly_flat"),
    title="A tyre is losing air quickly.",
)

RULES = (
    Rule(
        id=RuleId("body.tyre_pressure_fault"),
        system=VehicleSystem.BODY,
        title="Low tyre pressure reported",
        when=code(BODY_CONTROL, "C1A50-00").failed,
        causes=(TYRE_PRESSURE_FAULT,),
        entry=TYRE_PRESSURE_LOW,
    ),
    Rule(
        id=RuleId("body.tyre_pressure_low"),
        system=VehicleSystem.BODY,
        title="A tyre below 210 kPa",
        when=any_tyre_below(kilopascals(210)).held_for(minutes(5)),
        causes=(TYRE_PRESSURE_FAULT,),
        entry=TYRE_PRESSURE_LOW,
    ),
    Rule(
        id=RuleId("body.tyre_nearly_flat"),
        system=VehicleSystem.BODY,
        title="A tyre below 150 kPa",
        when=any_tyre_below(kilopascals(150)).held_for(seconds(30)),
        causes=(TYRE_NEARLY_FLAT,),
        entry=TYRE_PRESSURE_LOW,
        severity=Severity.URGENT,
    ),
)
