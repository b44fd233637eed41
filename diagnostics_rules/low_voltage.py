"""Low voltage: the 12 V battery and the converter that charges it."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import DCDC_CONVERTER
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import minutes, volts

BATTERY_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0562-16"),
    component=DCDC_CONVERTER,
    title="12 V battery low",
    owner_text="The small 12 V battery of your car is low. If it runs flat, the doors, the "
    "screen and the start of the car may not work.",
    service_text="The 12 V supply is below its limit. Test the battery under load, then the "
    "output of the DC/DC converter and the quiescent current.",
    severity=Severity.SOON,
    drivability="You may drive; the car may not start again once it has been left standing.",
    advice="Please plug the car in or drive for half an hour, and have the battery tested.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="Clearing or resetting anything while the 12 V supply is low does harm.",
)

CODES = (BATTERY_LOW,)

REMEDIES: tuple[Remedy, ...] = ()

SUPPLY_FAULT = Cause(
    id=CauseId("low_voltage.supply_fault"),
    title="The 12 V battery is worn out, drained, or not being charged.",
)

RULES = (
    Rule(
        id=RuleId("low_voltage.supply_fault"),
        system=VehicleSystem.LOW_VOLTAGE,
        title="12 V supply reported low",
        when=code(DCDC_CONVERTER, "P0562-16").failed,
        causes=(SUPPLY_FAULT,),
        entry=BATTERY_LOW,
    ),
    Rule(
        id=RuleId("low_voltage.battery_low"),
        system=VehicleSystem.LOW_VOLTAGE,
        title="12 V battery low",
        when=(latest(LV_BATTERY_VOLTAGE) < volts(11.8)).held_for(minutes(2)),
        causes=(SUPPLY_FAULT,),
        entry=BATTERY_LOW,
    ),
)
