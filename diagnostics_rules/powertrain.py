"""Powertrain: the inverter. High voltage, so never reset from afar."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import INVERTER
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import INVERTER_TEMPERATURE
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, seconds

INVERTER_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P0A78-4B"),
    component=INVERTER,
    title="Drive inverter too hot",
    owner_text="The electronics that drive the motor of your car have become too hot. The "
    "car reduces its power to protect them.",
    service_text="Inverter over-temperature. Check coolant level, pump and flow first, then "
    "the thermal interface and the temperature sensor. Work on high voltage.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home, after a pause to let it cool.",
    advice="Please park for half an hour, then avoid fast or steep roads.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because="The inverter carries high voltage; it is never reset from afar.",
)

CODES = (INVERTER_TOO_HOT,)

REMEDIES: tuple[Remedy, ...] = ()

INVERTER_OVER_TEMPERATURE = Cause(
    id=CauseId("powertrain.inverter_over_temperature"),
    title="The inverter makes more heat than its coolant carries away.",
)

RULES = (
    Rule(
        id=RuleId("powertrain.inverter_over_temperature"),
        system=VehicleSystem.POWERTRAIN,
        title="Inverter over-temperature reported",
        when=code(INVERTER, "P0A78-4B").failed,
        causes=(INVERTER_OVER_TEMPERATURE,),
        entry=INVERTER_TOO_HOT,
    ),
    Rule(
        id=RuleId("powertrain.inverter_hot"),
        system=VehicleSystem.POWERTRAIN,
        title="Inverter above its limit",
        when=(latest(INVERTER_TEMPERATURE) > degrees_celsius(105)).held_for(seconds(20)),
        causes=(INVERTER_OVER_TEMPERATURE,),
        entry=INVERTER_TOO_HOT,
    ),
)
