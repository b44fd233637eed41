"""What a workshop puts right on the fuel system; how a worn pump differs from a full filter."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import ENGINE_CONTROL, FUEL_SYSTEM
from gateway.domain.signal import FUEL_RAIL_PRESSURE
from gateway.triage.cause import Cause, Frequency, speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.hindsight import within
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.units import kilopascals, minutes

TIME_AND_AGAIN = 2

# Direct injection never works between these; pressure that was seen there was on its way down.
FADED = within(
    all_of(
        latest(FUEL_RAIL_PRESSURE) > kilopascals(3_000),
        latest(FUEL_RAIL_PRESSURE) < kilopascals(4_200),
    ),
    minutes(5),
)
BROKE_DOWN = all_of(
    within(latest(FUEL_RAIL_PRESSURE) > kilopascals(4_200), minutes(5)), not_(FADED)
)
STAYS_LOW = (latest(FUEL_RAIL_PRESSURE) < kilopascals(3_000)).held_for(minutes(4))
COMES_AND_GOES = occurrences(FUEL_SYSTEM, "P0087-00") >= TIME_AND_AGAIN

# A worn pump fades and stays weak; behind a full filter pressure breaks down, and comes back.
HIGH_PRESSURE_PUMP_WORN = Cause(
    id=CauseId("fuel.high_pressure_pump"),
    title="The high-pressure fuel pump is worn.",
    frequency=Frequency.MOST,
    signs=(speaks_for(FADED), speaks_for(STAYS_LOW)),
)
FILTER_CLOGGED = Cause(
    id=CauseId("fuel.filter"),
    title="The fuel filter is clogged.",
    signs=(speaks_for(COMES_AND_GOES), speaks_for(BROKE_DOWN)),
)
TANK_PUMP_WEAK = Cause(
    id=CauseId("fuel.tank_pump"),
    title="The pump in the tank or its supply is weak.",
    signs=(speaks_for(code(FUEL_SYSTEM, "P0627-13").present),),
)
PRESSURE_VALVE_STICKS = Cause(
    id=CauseId("fuel.pressure_valve"),
    title="The pressure control valve of the rail sticks.",
)
RAIL_SENSOR = Cause(
    id=CauseId("fuel.rail_sensor"),
    title="The rail pressure sensor or its wire has failed.",
)
INTAKE_LEAKS = Cause(
    id=CauseId("fuel.intake_hose"),
    title="A cracked hose lets in air that nobody has measured.",
    frequency=Frequency.MOST,
)
FUEL_SHORT = Cause(
    id=CauseId("fuel.delivery"),
    title="Too little fuel arrives: filter, pump or injectors.",
    signs=(speaks_for(code(FUEL_SYSTEM, "P0087-00").present),),
)
AIR_FLOW_READ_WRONG = Cause(
    id=CauseId("fuel.air_flow_reading"),
    title="The air flow sensor reads wrong, and the mixture follows it.",
    signs=(speaks_for(code(ENGINE_CONTROL, "P0101-62").present),),
)
INJECTOR_LEAKS = Cause(
    id=CauseId("fuel.injector_leak"),
    title="An injector does not close tightly.",
)
TANK_VENT_VALVE_OPEN = Cause(
    id=CauseId("fuel.tank_vent_valve"),
    title="The vent valve of the tank stands open.",
    signs=(speaks_for(code(FUEL_SYSTEM, "P0442-00").present, Weight.HINTS),),
)
FUEL_CAP_LEAKS = Cause(
    id=CauseId("fuel.cap"),
    title="The fuel cap is not closed, or its seal is cracked.",
    frequency=Frequency.MOST,
)
TANK_VENT_LEAKS = Cause(
    id=CauseId("fuel.tank_venting"),
    title="A hose or the canister of the tank venting leaks.",
)
LEVEL_SENSOR = Cause(
    id=CauseId("fuel.level_sensor"),
    title="The level sensor in the tank or its cable has failed.",
)
PUMP_CONTROL_WIRE = Cause(
    id=CauseId("fuel.pump_control_wire"),
    title="The control line of the fuel pump is broken.",
)
