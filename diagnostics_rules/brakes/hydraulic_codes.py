"""Trouble codes of what brakes the car: fluid, pump, valves, booster, parking brake."""

from diagnostics_rules.brakes.wheel_codes import AVOID_ICE, KEEP_DISTANCE, NEVER
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BRAKES
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

STOP = "Please stop as soon as it is safe and do not drive on."

PUMP_STUCK = CatalogueEntry(
    code=TroubleCode.parse("C0110-71"),
    component=BRAKES,
    title="Brake pump stuck",
    owner_text="The pump of your brake system does not turn. The brakes may answer late or "
    "weakly, and anti-lock and stability control do not help you.",
    service_text="Pump motor of the brake control unit stuck. Do not road test; check supply "
    "and ground of the motor, then replace the unit and bleed the brakes by the procedure.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Please brake firmly and early until you stand; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
FLUID_LOW = CatalogueEntry(
    code=TroubleCode.parse("C1A60-00"),
    component=BRAKES,
    title="Brake fluid low",
    owner_text="Your car has too little brake fluid. It may be losing it, and then the brakes "
    "can fail.",
    service_text="Brake fluid below its minimum. Do not road test; look for a leak at hoses, "
    "callipers and the unit before you fill up, and measure the pads: worn ones lower the "
    "level, too.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="If the pedal feels soft, use the parking brake as well; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
    tow=True,
)
BOOSTER_WEAK = CatalogueEntry(
    code=TroubleCode.parse("C1A64-92"),
    component=BRAKES,
    title="Brake booster weak",
    owner_text="The brakes of your car get less help than they should. You have to press the "
    "pedal much harder.",
    service_text="The brake booster does not reach its pressure. Do not road test; check its "
    "supply and its travel sensor, then replace it and bleed the brakes.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Please press the pedal with all your strength if you need to; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
CONTROL_UNIT = CatalogueEntry(
    code=TroubleCode.parse("C0020-49"),
    component=BRAKES,
    title="Brake control unit defective",
    owner_text="The unit that controls the brakes of your car has found a fault in itself. "
    "You cannot rely on all that the brakes should do.",
    service_text="Internal fault of the brake control unit. Do not road test; check supply "
    "and ground, then replace, code and bleed.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Please brake firmly and early until you stand; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because=NEVER,
    tow=True,
)
VALVE_RELAY = CatalogueEntry(
    code=TroubleCode.parse("C0121-11"),
    component=BRAKES,
    title="Valves of the stability control without supply",
    owner_text="The valves of your anti-lock and stability control have no supply. The brakes "
    "work, but the wheels may lock on a slippery road.",
    service_text="Valve relay circuit short to ground. Check the fuse and its cable for "
    "chafing, then the unit.",
    severity=Severity.URGENT,
    drivability=KEEP_DISTANCE,
    advice=AVOID_ICE,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
PRESSURE_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("C0131-62"),
    component=BRAKES,
    title="Brake pressure sensor implausible",
    owner_text="Your car does not believe the sensor that measures how hard you brake. The "
    "brakes work, but their helpers may not.",
    service_text="The two channels of the brake pressure sensor disagree. Compare them with "
    "the pedal at rest and pressed; the sensor is part of the unit in most cars.",
    severity=Severity.URGENT,
    drivability=KEEP_DISTANCE,
    advice=AVOID_ICE,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
BRAKES_HOT = CatalogueEntry(
    code=TroubleCode.parse("C1A65-98"),
    component=BRAKES,
    title="Brakes too hot",
    owner_text="The brakes of your car have become very hot and may lose strength. A brake "
    "may be dragging, or the descent was long.",
    service_text="Calculated disc temperature above its limit. Compare the wheels' "
    "temperatures after a short drive; look for a seized calliper and old fluid.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home, after a pause to let it cool.",
    advice="Please park for half an hour, not on dry grass, and do not touch the wheels.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)


def _parking_brake(code: str, side: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BRAKES,
        title=f"Parking brake {side} stuck",
        owner_text="One side of the parking brake of your car does not move. The car may not "
        "be held on a slope, or one brake may drag.",
        service_text=f"Actuator of the parking brake {side} stuck. Free the car in service "
        "mode; look for corrosion at calliper and plug, then replace the actuator.",
        severity=Severity.URGENT,
        drivability="You may drive to a workshop or home; park on level ground, in park.",
        advice="If a wheel smells or smokes, please stop and tell us.",
        skills=frozenset({Skill.CHASSIS}),
        repair_minutes=120,
        no_remedy_because=NEVER,
    )


PARKING_BRAKE_LEFT = _parking_brake("C1A62-71", "left")
PARKING_BRAKE_RIGHT = _parking_brake("C1A63-71", "right")

CODES = (
    PUMP_STUCK,
    FLUID_LOW,
    BOOSTER_WEAK,
    CONTROL_UNIT,
    VALVE_RELAY,
    PRESSURE_SENSOR,
    BRAKES_HOT,
    PARKING_BRAKE_LEFT,
    PARKING_BRAKE_RIGHT,
)
