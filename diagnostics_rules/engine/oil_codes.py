"""Trouble codes of the engine: lubrication."""

from diagnostics_rules.drivability import AS_USUAL, STOP
from diagnostics_rules.engine.aloof import NEVER_FROM_AFAR
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import ENGINE_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

OIL_PRESSURE_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0524-00"),
    component=ENGINE_CONTROL,
    title="Oil pressure too low",
    owner_text="The engine reports too little oil pressure. Without oil its bearings are "
    "ruined within a minute.",
    service_text="Oil pressure below its limit. Check level and dilution, then measure with a "
    "mechanical gauge, warm, at idle and 2,000 rpm: good there means sensor or plug; bad means "
    "pump, pick-up or bearings.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Switch the engine off now; do not start it again, even to move the car a little.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=300,
    no_remedy_because=NEVER_FROM_AFAR,
    tow=True,
)
OIL_PRESSURE_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0521-62"),
    component=ENGINE_CONTROL,
    title="Oil pressure sensor implausible",
    owner_text="The engine does not believe its oil pressure sensor. The pressure itself was "
    "not seen to be low.",
    service_text="Oil pressure sensor does not follow engine speed and temperature. Compare "
    "with a mechanical gauge once; replace the sensor, check its plug for oil.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please check the oil level today; if the red oil lamp lights up, stop at once.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (OIL_PRESSURE_LOW, OIL_PRESSURE_SENSOR_IMPLAUSIBLE)
