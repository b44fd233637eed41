"""What may be behind a fault of the brakes."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import BRAKES
from gateway.domain.signal import VEHICLE_SPEED
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.units import metres_per_second

WHEEL_CODES = ("C0035-13", "C0040-13", "C0045-13", "C0050-13")
MORE_THAN_ONCE = 2
CAME_BACK = any_of(
    *(occurrences(BRAKES, spelling) >= MORE_THAN_ONCE for spelling in WHEEL_CODES)
)
AT_SPEED = latest(VEHICLE_SPEED) > metres_per_second(10)

WHEEL_SPEED_CABLE = Cause(
    id=CauseId("brakes.wheel_speed_cable"),
    title="The cable or the sensor at one wheel is broken.",
    frequency=Frequency.MOST,
    signs=(speaks_against(CAME_BACK),),
)
WHEEL_SPEED_PLUG = Cause(
    id=CauseId("brakes.wheel_speed_plug"),
    title="A loose plug of a wheel speed sensor opens while the wheel shakes.",
    signs=(speaks_for(CAME_BACK), speaks_for(AT_SPEED, Weight.HINTS)),
)
PUMP = Cause(
    id=CauseId("brakes.pump"),
    title="The pump motor of the brake control unit has seized.",
    signs=(speaks_for(code(BRAKES, "C0110-71").present),),
)
CONTROL_UNIT = Cause(
    id=CauseId("brakes.control_unit"),
    title="The brake control unit is damaged.",
)
FLUID_LEAK = Cause(
    id=CauseId("brakes.fluid_leak"),
    title="A brake hose, a calliper or the unit leaks.",
)
PADS_WORN = Cause(
    id=CauseId("brakes.pads_worn"),
    title="The brake pads are worn.",
    frequency=Frequency.RARE,
)
BOOSTER = Cause(
    id=CauseId("brakes.booster"),
    title="The brake booster is damaged.",
)
VALVE_SUPPLY = Cause(
    id=CauseId("brakes.valve_supply"),
    title="The supply of the brake control unit's valves is shorted or its fuse has blown.",
)
MOTION_SENSOR = Cause(
    id=CauseId("brakes.motion_sensor"),
    title="The sensor of turning and cornering is loose, not calibrated or damaged.",
)
PRESSURE_SENSOR = Cause(
    id=CauseId("brakes.pressure_sensor"),
    title="The brake pressure sensor is damaged.",
)
PEDAL_SWITCH = Cause(
    id=CauseId("brakes.pedal_switch"),
    title="The switch at the brake pedal is out of adjustment or damaged.",
)
CALLIPER = Cause(
    id=CauseId("brakes.calliper"),
    title="A seized calliper lets one brake drag.",
)
PARKING_ACTUATOR = Cause(
    id=CauseId("brakes.parking_actuator"),
    title="An actuator of the parking brake is corroded or worn.",
)
