"""Trouble codes of the electric power steering."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import STEERING
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "Steering faults are never reset or cleared from afar."
STOP = "Please stop as soon as it is safe and do not drive on."
HEAVY = "Steering may become heavy at any moment; we send a tow truck."

TORQUE_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("C0545-62"),
    component=STEERING,
    title="Steering torque sensor implausible",
    owner_text="Your car no longer trusts the sensor that tells how you turn the steering "
    "wheel. The power assistance may fail without a warning.",
    service_text="The two channels of the steering torque sensor disagree. Do not road "
    "test; check the connector and the column, and calibrate after a replacement.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice=HEAVY,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
CONTROL_UNIT = CatalogueEntry(
    code=TroubleCode.parse("C0550-49"),
    component=STEERING,
    title="Steering control unit defective",
    owner_text="The unit that helps you steer has found a fault in itself. The power "
    "assistance may fail without a warning, even if it is well again now.",
    service_text="Internal fault of the steering control. It often fails warm only: read how "
    "long the car had been driven. Do not road test; replace the unit and teach it in.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice=HEAVY,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
MOTOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("C1B11-13"),
    component=STEERING,
    title="Motor of the steering disconnected",
    owner_text="The motor that helps you steer is disconnected. Steering needs much more "
    "strength, above all at low speed.",
    service_text="A phase of the steering motor open. Do not road test; check its plug for "
    "water and heat, then motor and unit.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Please turn the wheel with both hands until you stand; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
GEAR_STUCK = CatalogueEntry(
    code=TroubleCode.parse("C1B13-71"),
    component=STEERING,
    title="Steering gear binds",
    owner_text="Something holds the steering of your car. It may be stiff, or not come back "
    "to the middle by itself.",
    service_text="The steering gear needs too much force. Do not road test; look for water "
    "in the rack, a torn boot and a bent rod, then at the column joint.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Please turn the wheel slowly until you stand; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
MOTOR_HOT = CatalogueEntry(
    code=TroubleCode.parse("C1B10-98"),
    component=STEERING,
    title="Motor of the steering too hot",
    owner_text="The motor that helps you steer has become too hot. It helps less until it has "
    "cooled down.",
    service_text="Steering motor over-temperature. Ask for long manoeuvring; if there was "
    "none, check the gear for friction and the supply for loss.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; steering may feel heavy.",
    advice="Please pause for a quarter of an hour and avoid tight manoeuvring.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
ANGLE_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("C0460-62"),
    component=STEERING,
    title="Steering angle sensor implausible",
    owner_text="Your car does not believe the sensor that tells where the steering wheel "
    "stands. Steering works, but stability control may not help you.",
    service_text="Steering angle disagrees with the wheel speeds. Check wheel alignment and "
    "the clock spring first; calibrate, then replace the sensor.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; keep a long distance.",
    advice="Please avoid wet or icy roads until it has been repaired.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
NOT_CALIBRATED = CatalogueEntry(
    code=TroubleCode.parse("C1B12-54"),
    component=STEERING,
    title="Steering not calibrated",
    owner_text="The steering of your car has lost its middle position, as it may after work "
    "on the axle or a flat 12 V battery. Some helpers are switched off.",
    service_text="Calibration of the steering angle missing. Align the wheels if work was "
    "done on the axle, then teach in the middle and the end stops.",
    severity=Severity.SOON,
    drivability="You may drive as usual; lane keeping may be unavailable.",
    advice="Please tell us if work was done on wheels or axle lately.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=60,
    no_remedy_because=NEVER,
)

CODES = (
    TORQUE_SENSOR,
    CONTROL_UNIT,
    MOTOR_OPEN,
    GEAR_STUCK,
    MOTOR_HOT,
    ANGLE_SENSOR,
    NOT_CALIBRATED,
)
