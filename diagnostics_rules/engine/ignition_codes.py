"""Trouble codes of the engine: misfires, ignition coils, and the sensors that time them."""

from diagnostics_rules.drivability import AS_USUAL, GENTLY, TO_A_WORKSHOP
from diagnostics_rules.engine.aloof import NEVER_FROM_AFAR
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import ENGINE_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

CYLINDERS = (1, 2, 3, 4)
SPARE_THE_CATALYST = (
    "Please drive with little throttle; if the engine lamp flashes, stop and switch off, for "
    "unburnt fuel destroys the catalyst."
)


def _misfire(spelling: str, title: str, service_text: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(spelling),
        component=ENGINE_CONTROL,
        title=title,
        owner_text="The engine of your car runs unevenly, because fuel is not burnt at every "
        "stroke. It has less power, and what is left unburnt heats the catalyst.",
        service_text=service_text,
        severity=Severity.URGENT,
        drivability=GENTLY,
        advice=SPARE_THE_CATALYST,
        skills=frozenset({Skill.GENERAL}),
        repair_minutes=90,
        no_remedy_because=NEVER_FROM_AFAR,
    )


def _misfire_of(cylinder: int) -> CatalogueEntry:
    return _misfire(
        f"P030{cylinder}-00",
        f"Cylinder {cylinder} misfires",
        f"Misfire on cylinder {cylinder}. Read the learnt fuel trim: if it is normal, swap "
        "coil and plug with the neighbour and see whether the misfire moves along; if it is "
        "lean, test the injector. Measure compression before anything is replaced twice.",
    )


def _coil_of(cylinder: int) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(f"P035{cylinder}-13"),
        component=ENGINE_CONTROL,
        title=f"Ignition coil of cylinder {cylinder} disconnected",
        owner_text="One ignition coil of your engine has lost its connection. The engine runs "
        "on the other cylinders, unevenly and with less power.",
        service_text=f"Primary circuit of ignition coil {cylinder} open. Check the plug for a "
        "bent pin and the supply at the coil with the ignition on; swap the coil to decide.",
        severity=Severity.URGENT,
        drivability=GENTLY,
        advice=SPARE_THE_CATALYST,
        skills=frozenset({Skill.GENERAL}),
        repair_minutes=60,
        no_remedy_because=NEVER_FROM_AFAR,
    )


RANDOM_MISFIRE = _misfire(
    "P0300-00",
    "Engine misfires",
    "Misfires above the limit, on no single cylinder or on several. Look for what they share: "
    "fuel pressure, unmetered air, fuel quality, ignition supply and ground; then go by "
    "cylinder.",
)
MISFIRES = tuple(map(_misfire_of, CYLINDERS))
COILS_OPEN = tuple(map(_coil_of, CYLINDERS))

KNOCK_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0325-13"),
    component=ENGINE_CONTROL,
    title="Knock sensor disconnected",
    owner_text="The engine cannot listen to its own combustion any more. To be safe it ignites "
    "late: it has a little less power and uses a little more fuel.",
    service_text="Knock sensor 1 open. Check plug and screened cable, then the torque of the "
    "sensor's bolt; its reading depends on it.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please fill up with good fuel and have the sensor replaced at the next visit.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
CRANKSHAFT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0335-13"),
    component=ENGINE_CONTROL,
    title="Crankshaft sensor fails",
    owner_text="The sensor by which the engine knows its own speed drops out. The engine may "
    "die while you drive, above all when it is hot, and start again once it has cooled.",
    service_text="Crankshaft position sensor open. Look at its signal with a scope, cold and "
    "warm: many fail above 80 °C only. Check the gap to the wheel and the cable near the "
    "exhaust.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please stay off motorways; without the engine, brakes and steering need more "
    "force.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=75,
    no_remedy_because=NEVER_FROM_AFAR,
)
CAMSHAFT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0340-13"),
    component=ENGINE_CONTROL,
    title="Camshaft sensor disconnected",
    owner_text="The engine does not see the position of its camshaft. It starts late, runs on "
    "a reserve setting, and may not start again when it is warm.",
    service_text="Camshaft position sensor A open. Check plug, oil in the plug, supply and the "
    "sensor's signal by cranking.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please do not switch off where you could not be fetched.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)
TIMING_SLIPPED = CatalogueEntry(
    code=TroubleCode.parse("P0016-00"),
    component=ENGINE_CONTROL,
    title="Crankshaft and camshaft do not match",
    owner_text="Two parts of the engine that must turn in step have shifted against each "
    "other. If the timing chain or belt jumps further, the engine is damaged.",
    service_text="Camshaft A out of step with the crankshaft. Compare the learnt offset with "
    "its limit, check the oil level, then chain stretch, tensioner and phaser before it is "
    "driven far.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="If the engine rattles or runs roughly, please switch it off and have the car "
    "fetched.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=360,
    no_remedy_because=NEVER_FROM_AFAR,
)
CAMSHAFT_ADVANCED = CatalogueEntry(
    code=TroubleCode.parse("P0011-00"),
    component=ENGINE_CONTROL,
    title="Camshaft too far advanced",
    owner_text="The valve timing of the engine does not follow its command. The engine idles "
    "unevenly and has less power.",
    service_text="Camshaft A, bank 1, over-advanced. Check oil level and grade first, then the "
    "control valve for dirt and the phaser for sticking.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please check the oil level; old or too little oil is the most common reason.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (
    RANDOM_MISFIRE,
    *MISFIRES,
    *COILS_OPEN,
    KNOCK_SENSOR_OPEN,
    CRANKSHAFT_SENSOR_OPEN,
    CAMSHAFT_SENSOR_OPEN,
    TIMING_SLIPPED,
    CAMSHAFT_ADVANCED,
)
