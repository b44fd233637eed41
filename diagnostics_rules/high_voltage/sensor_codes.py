"""Trouble codes of what watches the traction battery: its sensors and its control unit."""

from diagnostics_rules.high_voltage.circuit_codes import NEVER
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

CONTROL_UNIT_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("P0A1F-49"),
    component=BATTERY_MANAGEMENT,
    title="Battery control unit defective",
    owner_text="The unit that watches over the high-voltage battery of your car has found a "
    "fault in itself. Without it the battery is not protected.",
    service_text="Internal fault of the battery energy control module. Do not charge; read "
    "its reset counter, supply and ground, then replace the module and code it to the pack.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="Do not charge the car; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
TEMPERATURE_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0A9C-62"),
    component=BATTERY_MANAGEMENT,
    title="Battery temperature sensor implausible",
    owner_text="One temperature sensor in the high-voltage battery of your car contradicts "
    "the others. The car limits its power to be on the safe side.",
    service_text="A module's temperature sensor disagrees with its neighbours after a night "
    "at rest. Compare all sensors cold; check the flat cable, then replace the sensor with "
    "its module cover.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; do not use a fast charger.",
    advice="Please charge slowly and stay near the car while it charges.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
TEMPERATURE_SENSOR_SHORT = CatalogueEntry(
    code=TroubleCode.parse("P0A9D-11"),
    component=BATTERY_MANAGEMENT,
    title="Battery temperature sensor shorted",
    owner_text="One temperature sensor in the high-voltage battery of your car has a short "
    "circuit. The car limits its power to be on the safe side.",
    service_text="Temperature sensor circuit short to ground. Check the flat cable of the "
    "module for chafing and moisture, then the sensor.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; do not use a fast charger.",
    advice="Please charge slowly and stay near the car while it charges.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
TEMPERATURE_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A9E-13"),
    component=BATTERY_MANAGEMENT,
    title="Battery temperature sensor open",
    owner_text="One temperature sensor in the high-voltage battery of your car is "
    "disconnected. The car limits its power to be on the safe side.",
    service_text="Temperature sensor circuit open. Check the plug of the flat cable at the "
    "cell monitor, then the sensor.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; do not use a fast charger.",
    advice="Please charge slowly and stay near the car while it charges.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
VOLTAGE_SENSE_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0ABC-16"),
    component=BATTERY_MANAGEMENT,
    title="Measurement of the battery voltage fails",
    owner_text="Your car no longer measures the voltage of its high-voltage battery well. It "
    "may limit its power, or refuse to charge.",
    service_text="Pack voltage sense circuit low. Compare pack voltage, sum of cells and the "
    "inverter's reading; check the sense resistor chain in the battery.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; do not use a fast charger.",
    advice="Please do not let the charge fall below a quarter.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
CURRENT_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0AC0-62"),
    component=BATTERY_MANAGEMENT,
    title="Battery current sensor implausible",
    owner_text="Your car no longer trusts the sensor that measures the current of its "
    "high-voltage battery. The range shown may be wrong.",
    service_text="Battery current sensor disagrees with the inverter. Check its zero point at "
    "rest and its plug, then replace it and teach it in.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; plan for less range than shown.",
    advice="Please do not let the charge fall below a quarter.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)

CODES = (
    CONTROL_UNIT_DEFECTIVE,
    TEMPERATURE_SENSOR_IMPLAUSIBLE,
    TEMPERATURE_SENSOR_SHORT,
    TEMPERATURE_SENSOR_OPEN,
    VOLTAGE_SENSE_LOW,
    CURRENT_SENSOR_IMPLAUSIBLE,
)
