"""Trouble codes of the electric drive, as the inverter reports them."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import INVERTER
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "The inverter carries high voltage; it is never reset from afar."
GENTLY = "You may drive gently to a workshop or home; avoid fast and steep roads."
MAY_STOP = "You may drive gently to a workshop or home; the drive may switch itself off."

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
    no_remedy_because=NEVER,
)
MOTOR_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P0A2F-4B"),
    component=INVERTER,
    title="Drive motor too hot",
    owner_text="The motor of your car has become too hot. The car reduces its power to "
    "protect it.",
    service_text="Motor over-temperature. Check flow through the motor, oil level of the "
    "drive unit and the sensor; ask for trailer, mountains and dragging brakes.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home, after a pause to let it cool.",
    advice="Please park for half an hour, then avoid fast or steep roads.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
RESOLVER_SUPPLY = CatalogueEntry(
    code=TroubleCode.parse("P0A44-16"),
    component=INVERTER,
    title="Supply of the motor's position sensor weak",
    owner_text="The sensor that tells the position of the motor has too little supply. Your "
    "car may judder, and may lose its drive.",
    service_text="Resolver supply below its limit. Measure it cold and warm at the plug of "
    "the motor; check cable and shield, then the excitation in the inverter.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and overtaking until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
RESOLVER_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A3F-13"),
    component=INVERTER,
    title="Position sensor of the motor disconnected",
    owner_text="The sensor that tells the position of the motor is disconnected. Your car may "
    "lose its drive.",
    service_text="Resolver circuit open. Measure the three windings at the plug of the "
    "inverter; look for a plug that is not locked and for water.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and overtaking until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
RESOLVER_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0A40-62"),
    component=INVERTER,
    title="Position sensor of the motor implausible",
    owner_text="Your car no longer trusts the sensor that tells the position of the motor. It "
    "may judder, and may lose its drive.",
    service_text="Resolver signals contradict the phase currents. Check shield and ground of "
    "the cable and the offset that was taught in after the last repair.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and overtaking until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
MOTOR_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A2A-13"),
    component=INVERTER,
    title="Temperature sensor of the motor disconnected",
    owner_text="Your car cannot measure the temperature of its motor. It reduces its power to "
    "be on the safe side.",
    service_text="Motor temperature sensor open. Measure it at the plug of the inverter, cold; "
    "use the second sensor of the winding if there is one.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please do not tow a trailer until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
INVERTER_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("P0AEE-62"),
    component=INVERTER,
    title="Temperature sensor of the inverter implausible",
    owner_text="Your car no longer trusts a temperature sensor of its drive electronics. It "
    "reduces its power to be on the safe side.",
    service_text="One inverter temperature sensor disagrees with the coolant after a night at "
    "rest. Compare all three phases; the sensor is part of the power module.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please do not tow a trailer until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
MOTOR_WEAK = CatalogueEntry(
    code=TroubleCode.parse("P0A90-92"),
    component=INVERTER,
    title="Drive motor delivers less than asked",
    owner_text="The motor of your car delivers less than the car asks for. You may notice "
    "weak or uneven acceleration.",
    service_text="Motor performance. Compare torque by current and by speed; check the "
    "resolver offset, the phase connections and the magnets' temperature history.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and overtaking until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
)
PHASE_CURRENT = CatalogueEntry(
    code=TroubleCode.parse("P0A60-1D"),
    component=INVERTER,
    title="Phase current of the motor out of range",
    owner_text="One of the three currents that drive the motor of your car is not as it should "
    "be. The car may judder, or lose its drive.",
    service_text="Phase current out of range. De-energise; measure the windings against each "
    "other and the body, the bolts of the phases, then the current sensor.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and overtaking until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
)
CURRENT_TOO_HIGH = CatalogueEntry(
    code=TroubleCode.parse("P0C01-19"),
    component=INVERTER,
    title="Current of the motor too high",
    owner_text="The drive of your car has switched itself off because of too high a current. "
    "It may start again, and may fail again.",
    service_text="Motor current above its limit. Do not drive it again before the windings and "
    "the power module have been measured; read the current of the event.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="Please leave the car switched off; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
TORQUE_UNSAFE = CatalogueEntry(
    code=TroubleCode.parse("P061B-64"),
    component=INVERTER,
    title="Torque check of the drive failed",
    owner_text="The drive of your car has checked itself and found that it may pull more or "
    "less than you ask for. It must not be driven until it has been repaired.",
    service_text="The second path of the torque calculation disagrees with the first. Check "
    "pedal sensors and software; replace the control board if it returns after coding.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="Please leave the car switched off; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
GATE_DRIVER = CatalogueEntry(
    code=TroubleCode.parse("P1A44-49"),
    component=INVERTER,
    title="Drive electronics defective",
    owner_text="The electronics that drive the motor of your car have found a fault in "
    "themselves. The drive may switch itself off.",
    service_text="Gate driver of the inverter faulty. Read which half bridge; measure the "
    "power module de-energised. The inverter is replaced as a whole.",
    severity=Severity.URGENT,
    drivability=MAY_STOP,
    advice="Please avoid motorways and level crossings until it has been repaired.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
)
OIL_LOW = CatalogueEntry(
    code=TroubleCode.parse("P1A46-7B"),
    component=INVERTER,
    title="Oil of the drive unit low",
    owner_text="The gears of your car's electric drive have too little oil. Without oil they "
    "are damaged.",
    service_text="Oil level of the drive unit low. Look at the shaft seals and the cooler; "
    "look for metal in the oil before you fill it up.",
    severity=Severity.URGENT,
    drivability=GENTLY,
    advice="Please look for oil where the car was parked, and tell us if there is any.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because="Oil has to be filled in at the car.",
)
PEDAL_SENSORS = CatalogueEntry(
    code=TroubleCode.parse("P2138-62"),
    component=INVERTER,
    title="Accelerator pedal sensors disagree",
    owner_text="The two sensors of the accelerator pedal of your car do not agree. The car "
    "reacts slowly to the pedal to be on the safe side.",
    service_text="Correlation of the two pedal sensors. Check the plug at the pedal and its "
    "supply, look for a mat under the pedal, then replace the pedal.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; the car will react slowly.",
    advice="Please look whether the floor mat lies under the pedal, with the car in park.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="Pedal sensors are checked at the car before anything is cleared.",
)

CODES = (
    INVERTER_TOO_HOT,
    MOTOR_TOO_HOT,
    RESOLVER_SUPPLY,
    RESOLVER_OPEN,
    RESOLVER_IMPLAUSIBLE,
    MOTOR_SENSOR_OPEN,
    INVERTER_SENSOR,
    MOTOR_WEAK,
    PHASE_CURRENT,
    CURRENT_TOO_HIGH,
    TORQUE_UNSAFE,
    GATE_DRIVER,
    OIL_LOW,
    PEDAL_SENSORS,
)
