"""Trouble codes of the traction battery itself: heat, wear, cells, housing."""

from diagnostics_rules.high_voltage.circuit_codes import NEVER
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

BATTERY_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P0A7E-4B"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery too hot",
    owner_text="The high-voltage battery of your car is hotter than it should ever be. "
    "Please park in the open, away from buildings, and step away from the car.",
    service_text="A cell is above its temperature limit. Keep the car outdoors and under "
    "watch; read cell temperatures and voltages before any work, and check the coolant loop. "
    "If only one sensor is hot, prove that it lies before you trust it.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop in the open as soon as it is safe, leave the car and keep away.",
    advice="If you see smoke, call the emergency number; otherwise wait for our tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
TEMPERATURE_RISES_FAST = CatalogueEntry(
    code=TroubleCode.parse("P1AF0-98"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery heats up by itself",
    owner_text="A part of the high-voltage battery of your car warms up faster than driving or "
    "charging explains. Please park in the open, away from buildings, and step away.",
    service_text="Self-heating of a module. Keep the car outdoors and under watch for a day; "
    "read the self-discharge of each cell. Do not charge it.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop in the open as soon as it is safe, leave the car and keep away.",
    advice="If you see smoke, call the emergency number; otherwise wait for our tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=300,
    no_remedy_because=NEVER,
    tow=True,
)
LIQUID_IN_HOUSING = CatalogueEntry(
    code=TroubleCode.parse("P1AF2-00"),
    component=BATTERY_MANAGEMENT,
    title="Liquid in the battery housing",
    owner_text="Your car has found liquid in the housing of its high-voltage battery. It must "
    "not be driven or charged until specialists have looked at it.",
    service_text="Moisture sensor of the battery housing wet. Test housing and coolant plate "
    "for leaks; look for damage from below and for flooding. Measure the isolation before any "
    "work.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Do not charge the car; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=300,
    no_remedy_because=NEVER,
    tow=True,
)
VOLTAGE_TOO_HIGH = CatalogueEntry(
    code=TroubleCode.parse("P0AFB-17"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery overcharged",
    owner_text="The voltage of the high-voltage battery of your car is above its limit. It "
    "must not be charged or driven until specialists have looked at it.",
    service_text="Pack voltage above its limit. Do not charge; compare the sum of the cells "
    "with the pack voltage, then check charger and recuperation limits.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Please unplug the car if you can do so safely; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
VOLTAGE_TOO_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0AFA-16"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery voltage too low",
    owner_text="The voltage of the high-voltage battery of your car is below its limit. The "
    "car has little power, and may stop.",
    service_text="Pack voltage below its limit. Read the cells: all low means empty or left "
    "standing too long, one low means a weak cell. A cell below its lowest voltage must not be "
    "charged before it has been assessed.",
    severity=Severity.URGENT,
    drivability="You may drive gently to the nearest charger or workshop; do not go far.",
    advice="Please charge slowly and stay within reach until the car has charged a while.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
BATTERY_AGED = CatalogueEntry(
    code=TroubleCode.parse("P0A7F-00"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery has lost capacity",
    owner_text="A part of the high-voltage battery of your car holds less than the rest. The "
    "range is shorter than shown, and the power may be limited.",
    service_text="Battery pack deteriorated. Compare the cells at rest and under load; one "
    "that falls first is replaced with its module, an even loss is assessed against the "
    "warranty of the pack.",
    severity=Severity.SOON,
    drivability="You may drive gently; plan for less range than the car shows.",
    advice="Please keep the charge above a quarter until the battery has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=300,
    no_remedy_because=NEVER,
)
REPLACE_PACK = CatalogueEntry(
    code=TroubleCode.parse("P0A80-00"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery worn out",
    owner_text="The high-voltage battery of your car has reached the end of its useful life. "
    "The car drives, but not far, and its power is limited.",
    service_text="The battery management asks for a new pack. Confirm it by a capacity test "
    "and by the inner resistance of the modules before ordering.",
    severity=Severity.SOON,
    drivability="You may drive gently; plan for less range than the car shows.",
    advice="Please keep trips short and charge slowly until your appointment.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=300,
    no_remedy_because=NEVER,
)
CELLS_APART = CatalogueEntry(
    code=TroubleCode.parse("P0BBE-00"),
    component=BATTERY_MANAGEMENT,
    title="Battery cells too far apart",
    owner_text="The cells of the high-voltage battery of your car are no longer equally full. "
    "The range is shorter, and the power may be limited.",
    service_text="Voltage variation between cells exceeded. Balance the pack by a slow full "
    "charge; if the same cell is low again under load, assess its module and its sense line.",
    severity=Severity.SOON,
    drivability="You may drive gently; plan for less range than the car shows.",
    advice="A slow charge to the full may help; please tell us how far the car got.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
)
COOLING_POOR = CatalogueEntry(
    code=TroubleCode.parse("P0C32-00"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery poorly cooled",
    owner_text="The high-voltage battery of your car is not cooled as well as it should be. "
    "The car charges more slowly and limits its power when it is hot.",
    service_text="Battery cooling does not achieve what it should. Check coolant level, the "
    "battery's pump and valve, the chiller and the refrigerant.",
    severity=Severity.SOON,
    drivability="You may drive gently; please avoid fast charging.",
    advice="Please park in the shade and charge slowly until it has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)

CODES = (
    BATTERY_TOO_HOT,
    TEMPERATURE_RISES_FAST,
    LIQUID_IN_HOUSING,
    VOLTAGE_TOO_HIGH,
    VOLTAGE_TOO_LOW,
    BATTERY_AGED,
    REPLACE_PACK,
    CELLS_APART,
    COOLING_POOR,
)
